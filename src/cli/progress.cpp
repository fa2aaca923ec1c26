#include "cli/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace antivenom::cli {
namespace {

constexpr std::chrono::milliseconds kRedraw{100};
constexpr std::chrono::seconds kLine{60};

}  // namespace

std::string progress_text(size_t done, size_t total, double seconds) {
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  std::string text = fmt::format("{}/{}  {:.1f} a second", done, total, rate);
  if (rate > 0 && done < total) {
    const auto left = static_cast<uint64_t>(static_cast<double>(total - done) / rate);
    text += fmt::format("  {}:{:02} left", left / 60, left % 60);
  }
  return text;
}

Progress::Progress(size_t total, bool quiet)
    : total_(total), silent_(quiet || total < 2), terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() { clear(); }

void Progress::clear() {
  if (!shown_) return;
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
  shown_ = false;
}

void Progress::advance(size_t done) {
  const auto now = Clock::now();
  if (silent_ || (terminal_ ? now - last_ < kRedraw : now - last_ < kLine)) return;
  last_ = now;
  const std::string text = progress_text(done, total_, std::chrono::duration<double>(now - start_).count());
  std::fprintf(stderr, terminal_ ? "\r\033[K%s" : "%s\n", text.c_str());
  std::fflush(stderr);
  shown_ = terminal_;
}

}  // namespace antivenom::cli
