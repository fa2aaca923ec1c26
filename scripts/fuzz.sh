# Sourced by ./test and fuzz/run, which set `repo`; `at_once`, if set, is how many targets run beside each other.

# fuzz_target <target> [option or folder...]: the sanitized target, bounded as every run of it is.
fuzz_target() {
  local target=$1 options=("-timeout=$((20 * ${at_once:-1}))" -rss_limit_mb=3000 -max_len=65536 -print_final_stats=1)
  shift
  [ ! -f "$repo/fuzz/$target.dict" ] || options+=("-dict=$repo/fuzz/$target.dict")
  "$repo/build-asan/fuzz/$target" "${options[@]}" "$@"
}

make_seeds() { python3 "$repo/fuzz/make_seeds.py" "$1" "$2"; }

fuzz_targets() { basename -s .cpp "$repo"/fuzz/*_fuzz.cpp; }
