#include <cctype>

#include "rules/shared/code.h"
#include "rules/shared/control.h"

namespace antivenom::rules::mine::cryptominer {
namespace {

// "pool.example.com:3333", with or without a scheme.
bool is_host_and_port(std::string_view word) {
  const size_t colon = word.rfind(':');
  if (colon == std::string_view::npos || colon + 2 >= word.size() || word.find('.') >= colon) return false;
  return std::all_of(word.begin() + static_cast<long>(colon) + 1, word.end(),
                     [](unsigned char c) { return std::isdigit(c) != 0; });
}

// An account of a coin, whichever it is: one long run of letters and digits, perhaps with ".worker" after it.
bool is_account(std::string_view word) {
  constexpr size_t kShortest = 34;
  const std::string_view account = word.substr(0, word.find('.'));
  const auto digits =
      std::count_if(account.begin(), account.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
  return account.size() >= kShortest && digits >= 4 &&
         std::all_of(account.begin(), account.end(), [](unsigned char c) { return std::isalnum(c) != 0; });
}

// What every miner is given, whatever its file is called: the pool's address and the account to be paid.
bool has_pool_and_account(std::string_view command) {
  bool pool = false, account = false;
  std::string_view option;
  while (!command.empty()) {
    const std::string_view word = command.substr(0, command.find_first_of(" \t\n\"';"));
    command.remove_prefix(std::min(word.size() + 1, command.size()));
    if (word.empty()) continue;
    pool = pool || (one_of(option, {"-o", "-r", "-p", "--url", "--pool", "--server", "-daemon-rpc-address",
                                    "--daemon-address", "-s"}) &&
                    is_host_and_port(word));
    account =
        account || (one_of(option, {"-u", "-w", "--user", "--wallet", "--wallet-address", "-a"}) && is_account(word));
    option = word;
  }
  return pool && account;
}

void run(const Query& query, Reporter& reporter) {
  const Select miner{.effects = {Effect::run_shell, Effect::run_process}, .tags = {"mining-pool", "miner-program"}};
  report_events(query, reporter, miner, 0.9, "starts a miner");
  for (EventId id : query.with_effect(kRunsProgram)) {
    if (query.has_any_tag(id, {"mining-pool", "miner-program"}) || !has_pool_and_account(command_text(query, id)))
      continue;
    reporter.found(0.9).event(id, "gives a program a pool and an account to mine for");
  }
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::command_execution,
    .weight = Weight::hostile,
    .summary = "run a cryptocurrency miner",
    .why = "It spends the victim's power and computing time for the attacker.",
    .careful =
        "Managers of mining rigs start miners because they are for that, with pool and wallet from the "
        "user; nothing else does.",
    .attack = {"T1496"},
    .run = run,
};

}  // namespace antivenom::rules::mine::cryptominer
