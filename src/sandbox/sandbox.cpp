#include "sandbox/sandbox.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <memory>

#include "base/descriptor.h"

// Rights of kernels later than Debian 12's headers (landlock(7)).
#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13)
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif
#ifndef LANDLOCK_ACCESS_FS_IOCTL_DEV
#define LANDLOCK_ACCESS_FS_IOCTL_DEV (1ULL << 15)
#endif

namespace antivenom::sandbox {
namespace {

#ifdef AV_SANITIZED
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

constexpr uint64_t kReadFile = LANDLOCK_ACCESS_FS_READ_FILE, kReadFolder = LANDLOCK_ACCESS_FS_READ_DIR;

// OpenSSL loads its old ciphers, which unpackers still use, when the first one is asked for.
constexpr std::array kSystem = {"/usr/lib", "/usr/local/lib", "/lib", "/lib64", "/etc/ssl", "/etc/ld.so.cache"};

// All that can be done to files in the kernel's version of Landlock, so that what is not allowed is forbidden.
uint64_t known_rights(long version) {
  uint64_t rights = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;  // version 1: from EXECUTE to MAKE_SYM
  if (version >= 2) rights |= LANDLOCK_ACCESS_FS_REFER;
  if (version >= 3) rights |= LANDLOCK_ACCESS_FS_TRUNCATE;
  if (version >= 5) rights |= LANDLOCK_ACCESS_FS_IOCTL_DEV;
  return rights;
}

void allow_reading(int rules, const char* path) {
  const Descriptor target(::open(path, O_PATH | O_CLOEXEC));
  struct stat status {};
  if (!target.valid() || ::fstat(target.get(), &status) != 0) return;
  landlock_path_beneath_attr below{};
  below.allowed_access = S_ISDIR(status.st_mode) ? kReadFile | kReadFolder : kReadFile;
  below.parent_fd = target.get();
  ::syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &below, 0);
}

bool lock_files(std::span<const std::string> readable) {
  const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 1) return false;
  landlock_ruleset_attr handled{};
  handled.handled_access_fs = known_rights(version);
  const Descriptor rules(static_cast<int>(::syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0)));
  if (!rules.valid()) return false;
  for (const char* path : kSystem) allow_reading(rules.get(), path);
  for (const std::string& path : readable) allow_reading(rules.get(), path.c_str());
  return ::syscall(SYS_landlock_restrict_self, rules.get(), 0) == 0;
}

// What an analysis never needs and a break-in does: other programs, the network, other processes, the kernel's corners.
constexpr std::array kForbidden = {
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(fork),
    SCMP_SYS(vfork),
    SCMP_SYS(socket),
    SCMP_SYS(socketpair),
    SCMP_SYS(connect),
    SCMP_SYS(bind),
    SCMP_SYS(listen),
    SCMP_SYS(accept),
    SCMP_SYS(accept4),
    SCMP_SYS(sendto),
    SCMP_SYS(sendmsg),
    SCMP_SYS(sendmmsg),
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(pidfd_getfd),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(pidfd_open),
    SCMP_SYS(kcmp),
    SCMP_SYS(bpf),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(keyctl),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(move_mount),
    SCMP_SYS(open_tree),
    SCMP_SYS(fsopen),
    SCMP_SYS(pivot_root),
    SCMP_SYS(chroot),
    SCMP_SYS(unshare),
    SCMP_SYS(setns),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(delete_module),
    SCMP_SYS(kexec_load),
    SCMP_SYS(kexec_file_load),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(personality),
    SCMP_SYS(swapon),
    SCMP_SYS(reboot),
    SCMP_SYS(settimeofday),
    SCMP_SYS(clock_settime),
    SCMP_SYS(acct),
};

bool lock_calls() {
  struct Release {
    void operator()(void* filter) const { ::seccomp_release(filter); }
  };
  const std::unique_ptr<void, Release> filter(::seccomp_init(SCMP_ACT_ALLOW));
  if (filter == nullptr) return false;
  bool added = true;
  for (const int call : kForbidden)
    added = ::seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPERM), call, 0) == 0 && added;
  // A new process, but not a new thread. The flags of clone3 lie in memory that a filter cannot see: the C library goes
  // back to clone when it is not there.
  const scmp_arg_cmp new_process{0, SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0};
  added = ::seccomp_rule_add_array(filter.get(), SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1, &new_process) == 0 && added;
  added = ::seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0 && added;
  return added && ::seccomp_load(filter.get()) == 0;
}

}  // namespace

Isolation lock_in(std::span<const std::string> readable) {
  Isolation result;
  if (kSanitized) {
    result.missing = "a build with sanitizers looks into itself in ways that isolation forbids";
    return result;
  }
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    result.missing = std::string("the kernel refuses no_new_privs: ") + std::strerror(errno);
    return result;
  }
  result.files = lock_files(readable);
  result.calls = lock_calls();
  if (!result.files && !result.calls)
    result.missing = "the kernel offers neither Landlock nor seccomp filters";
  else if (!result.files)
    result.missing = "the kernel does not offer Landlock";
  else if (!result.calls)
    result.missing = "the kernel does not offer seccomp filters";
  return result;
}

}  // namespace antivenom::sandbox
