// A network and a store for targets that read what others send.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "collect/web.h"
#include "fuzz.h"
#include "store/store.h"

namespace antivenom::fuzz {

inline constexpr store::Time kNow = 1'700'000'000'000;  // 2023-11-14

// The input cut at a line of its own is what one request after the other is answered with; the last answer is given a
// few times more, then there is no connection.
class Answers final : public collect::Web {
 public:
  explicit Answers(ByteView input) {
    constexpr std::string_view kCut = "\n--next--\n";
    for (size_t end = input.find(kCut); end != ByteView::npos; end = input.find(kCut)) {
      bodies_.push_back(input.substr(0, end));
      input.remove_prefix(end + kCut.size());
    }
    bodies_.push_back(input);
  }

  Result<collect::WebResponse> get(const collect::WebRequest& request) override {
    constexpr size_t kMore = 4;
    if (asked_ >= bodies_.size() + kMore) return fail("no connection", request.url);
    collect::WebResponse response;
    response.status = 200;
    response.url = request.url;
    response.body = bodies_[std::min(asked_++, bodies_.size() - 1)];
    return response;
  }

 private:
  std::vector<ByteView> bodies_;
  size_t asked_ = 0;
};

// An empty store in memory. Making its tables takes longer than most inputs, so that all share one, and what each puts
// into it is undone.
class ScratchStore {
 public:
  ScratchStore() : undone_(std::move(*shared().begin())) {}
  store::Store& operator*() const { return shared(); }
  store::Store* operator->() const { return &shared(); }

 private:
  static store::Store& shared() {
    static store::Store store = std::move(*store::Store::open("sqlite::memory:"));
    return store;
  }
  store::Store::Batch undone_;  // never committed
};

}  // namespace antivenom::fuzz
