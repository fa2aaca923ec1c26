# Sourced by ./antivenom and ./test, which set `repo`. Says what it installs; silent when nothing is to be done.

say() { echo "antivenom: $*" >&2; }

# Runs a command with its output in a log, shown only if it fails.
quietly() {
  quiet_log=$(mktemp)
  if "$@" >"$quiet_log" 2>&1; then
    rm -f "$quiet_log"
    return 0
  fi
  cat "$quiet_log" >&2
  rm -f "$quiet_log"
  return 1
}

# Packages of scripts/packages.txt that this machine lacks; with the argument `test` also those only tests need.
missing_packages() {
  wanted=
  while read -r package marks; do
    marks=" ${marks%%#*} "
    case $package in '' | '#'*) continue ;; esac
    case $marks in *' test '*) [ "${1:-}" = test ] || continue ;; esac
    case $marks in
      *' has='*)
        command=${marks#* has=}
        command -v "${command%% *}" >/dev/null 2>&1 && continue
        ;;
    esac
    wanted="$wanted $package"
  done <"$repo/scripts/packages.txt"
  # shellcheck disable=SC2086  # a list of names
  installed=" $(dpkg-query -W -f '${db:Status-Status}=${Package} ' $wanted 2>/dev/null || true)"
  for package in $wanted; do
    case $installed in *" installed=$package "*) ;; *) printf '%s ' "$package" ;; esac
  done
}

install_packages() {
  missing=$(missing_packages "${1:-}")
  [ -n "$missing" ] || return 0
  if ! command -v apt-get >/dev/null 2>&1; then
    say "these Debian packages are needed and there is no apt-get: $missing"
    return 1
  fi
  as_root=
  if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
      say "please run as root: apt-get install $missing"
      return 1
    fi
    as_root=sudo
  fi
  say "installing Debian packages: $missing"
  # Stale lists are no reason to stop: the installation decides.
  quietly $as_root apt-get update || say "apt-get update failed; going on with the lists at hand"
  # shellcheck disable=SC2086  # lists of words
  quietly $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing
}

# Compiling takes up to 1 GB a job.
build_jobs() {
  cores=$(nproc)
  memory=$(awk '/^MemAvailable:/ { print int($2 / 1000000) }' /proc/meminfo 2>/dev/null)
  [ "${memory:-0}" -gt 0 ] || memory=1
  [ "$cores" -lt "$memory" ] && echo "$cores" || echo "$memory"
}

# A build folder that came along with a copied repository remembers another place: start it anew.
drop_foreign_build() {
  cache=$1/CMakeCache.txt
  if [ -f "$cache" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$(cd "$repo" && pwd -P)" "$cache"; then
    rm -rf "$1"
  fi
}

# configure <preset> [option...]
configure() {
  preset=$1
  shift
  (cd "$repo" && quietly cmake --preset "$preset" "$@")
}
