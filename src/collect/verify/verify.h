// Whether samples are what their sources claim: the study's two checks - the code holds sensitive API calls, VirusTotal
// knows the file or where it leads - and our own scan. Each check is kept; together they make the outcome.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "collect/feed.h"
#include "collect/fetch/crawl.h"
#include "collect/web.h"
#include "pipeline/scan.h"
#include "store/samples.h"
#include "store/store.h"

namespace antivenom::collect {

struct VirusTotalOptions {
  std::string key;  // empty: nobody is asked
  std::string url = "https://www.virustotal.com/api/v3/";
  uint32_t per_minute = 4, per_day = 500;  // of a public key; counted in the store over all runs
  unsigned indicators = 3;                 // addresses looked up for a file that is not known; 0: none
};

struct VerifyOptions {
  std::vector<Wish> wishes;  // empty: all
  bool again = false;        // also what has an outcome
  std::string engine;        // of the scan
  ScanOptions scanning;
  unsigned threads = 1;
  VirusTotalOptions virus_total;
  std::function<store::Time()> clock;                    // milliseconds since 1970
  std::function<bool(std::chrono::milliseconds)> sleep;  // false: stopped meanwhile
  const std::atomic<bool>* stop = nullptr;
  std::function<void(uint64_t done, uint64_t total)> progress;
};

struct VerifyReport {
  uint64_t checked = 0;                      // samples scanned
  uint64_t changed = 0;                      // outcomes that are new or other than before
  std::map<std::string, uint64_t> outcomes;  // of what was looked at, by the end of the run
  std::vector<FeedProblem> failed;           // by sha256
  uint64_t asked = 0, cached = 0;            // answers of VirusTotal
  uint64_t waiting = 0;                      // samples VirusTotal is still to be asked about
  std::string virus_total_error;             // why it was not asked any more
  bool complete = true;                      // false: stopped
};

// `web` is asked for VirusTotal only and must not repeat requests by itself: each one counts.
Result<VerifyReport> verify(store::Store& store, const store::Samples& samples, Web& web, const VerifyOptions& options);

// ---- the parts, each by itself

// Sensitive calls among the facts of a scan: confirmed; refuted only where all of the code was seen and it brings in
// nothing else; else unknown.
store::Check syntax_check(const ScanResult& result);
store::Check scan_check(const ScanResult& result, const std::string& engine);

struct Judgement {
  std::string outcome;  // confirmed|doubtful|refuted
  std::vector<std::string> reasons;
};
// A person's label wins; else see outcome.cpp.
Judgement outcome_of(const std::vector<store::Check>& checks, const std::string& label);

}  // namespace antivenom::collect
