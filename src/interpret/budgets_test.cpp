// Sources made to exhaust: each must end within its budget, say what ran out where something did, and lose no more
// than its own part.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/cost.h"
#include "interpret/testing/package_facts.h"

namespace antivenom::interpret {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string repeated(std::string_view text, size_t count) {
  std::string out;
  out.reserve(text.size() * count);
  for (size_t i = 0; i < count; ++i) out += text;
  return out;
}

// What every test here starts from: with sanitizers a quarter, as each step costs five times as much there.
Budget usual() {
  Budget budget;
  if (kSanitized) {
    budget.base_steps /= 4;
    budget.entry_steps /= 4;
    budget.value_bytes /= 4;
    budget.heap_bytes /= 4;
  }
  return budget;
}

Facts facts_of(const std::string& source, const Budget& budget = usual()) {
  return test_support::facts_of({{"sample/__init__.py", source}}, budget);
}

// Events of os.system, a word each.
std::string commands(const Facts& facts) {
  std::string out;
  for (const Event& e : facts.events)
    if (e.callee == "os.system" && !e.args.empty()) out += (out.empty() ? "" : " ") + e.args[0].text;
  return out;
}

struct BudgetCase {
  const char* name;
  std::string source;  // ends by running `after`
};

std::vector<BudgetCase> deep_sources() {
  constexpr size_t kDeep = kSanitized ? 30'000 : 100'000;
  std::vector<BudgetCase> cases{
      {"parentheses", "x = " + repeated("(", kDeep) + "1" + repeated(")", kDeep)},
      {"lists", "x = " + repeated("[", kDeep) + repeated("]", kDeep)},
      {"calls", "x = " + repeated("f(", kDeep) + repeated(")", kDeep)},
      {"call_chain", "x = f" + repeated("()", kDeep)},
      {"attributes", "x = a" + repeated(".b", kDeep)},
      {"subscripts", "x = a" + repeated("[0]", kDeep)},
      {"sum", "x = 1" + repeated(" + 1", kDeep)},
      {"text_sum", "x = 'a'" + repeated(" + 'a'", kDeep)},
      {"negation", "x = " + repeated("not ", kDeep) + "1"},
      {"minus", "x = " + repeated("-", kDeep) + "1"},
      {"power", "x = 1" + repeated(" ** 1", kDeep)},
      {"lambdas", "x = " + repeated("lambda: ", 20'000) + "1"},
      {"conditions", "x = " + repeated("1 if y else ", 20'000) + "1"},
      {"compare", "x = 1" + repeated(" < 2", kDeep)},
      {"and_or", "x = y" + repeated(" and y or y", 30'000)},
      {"elif", "if y == 0:\n    pass\n" + repeated("elif y == 1:\n    x = 1\n", 20'000)},
      {"statements", repeated("x = 1\n", kDeep)},
      {"branches", repeated("if y: x = 1\n", 20'000)},
      {"fstrings", "x = " + repeated("f'{", 200) + "1" + repeated("}'", 200)},
      {"decorators", repeated("@f\n", 20'000) + "def g(): pass"},
      {"comprehensions", "x = [1 " + repeated("for a in [1, 2] ", 200) + "]"},
      {"targets", repeated("x = ", 20'000) + "1"},
      {"unpacking", "x = " + repeated("[*", 5'000) + "[]" + repeated("]", 5'000)},
  };
  std::string blocks, tries, functions;
  for (size_t i = 0; i < 300; ++i) {
    const std::string indent(i, ' ');
    blocks += indent + "if y:\n";
    tries += indent + "try:\n";
    functions += indent + "def f():\n";
  }
  cases.push_back({"nested_ifs", blocks + std::string(300, ' ') + "x = 1"});
  cases.push_back({"nested_tries", tries + std::string(300, ' ') + "x = 1"});
  cases.push_back({"nested_functions", functions + std::string(300, ' ') + "x = 1"});
  return cases;
}

TEST(Budgets, looking_through_large_containers_costs_steps) {
  const auto steps = [](const std::string& items) {
    return facts_of("import foo\nu = foo.bar()\nd = {i: str(i) for i in range(" + items +
                    ")}\nfor i in range(1000):\n    u == d\n    chr(i + 300)\n")
        .effort.steps;
  };
  // A thousand comparisons, each of which looks at keys and values.
  EXPECT_GT(steps("500"), steps("5") + 1000 * 1000 / 40);
}

TEST(Budgets, deep_and_long_syntax_ends_and_the_next_file_is_seen) {
  for (const BudgetCase& c : deep_sources()) {
    SCOPED_TRACE(c.name);
    const Facts facts = test_support::facts_of(
        {{"sample/__init__.py", c.source + "\n"}, {"sample/next.py", "import os\nos.system('next')\n"}});
    EXPECT_EQ(commands(facts), "next");
  }
}

TEST(Budgets, a_thousand_nested_execs) {
  const Facts facts = facts_of(
      "import os\nn = 1000\ns = 'n -= 1\\nexec(s + \"#\" * n if n else "
      "\"os.system(\\'deep\\')\")'\nexec(s)\nos.system('after')\n");
  EXPECT_THAT(commands(facts), HasSubstr("after"));
  EXPECT_THAT(facts.effort.exhausted, Not(IsEmpty()));
  EXPECT_LE(facts.layers.size(), Budget{}.layers + 2u);
}

TEST(Budgets, layers_in_a_loop) {
  const Facts facts = facts_of("import os\nfor i in range(100000):\n    exec('x = %d' % i)\nos.system('after')\n");
  EXPECT_EQ(commands(facts), "after");
  EXPECT_LE(facts.layers.size(), Budget{}.layers + 2u);
  EXPECT_THAT(facts.effort.exhausted, Not(IsEmpty()));
}

TEST(Budgets, events_in_a_loop) {
  const Facts facts = facts_of("import os\nfor i in range(10**9):\n    os.remove(str(i))\nos.system('after')\n");
  EXPECT_EQ(commands(facts), "after");
  EXPECT_LE(facts.events.size(), Budget{}.events);
}

TEST(Budgets, hostile_files_share_the_budget_of_the_package) {
  std::vector<test_support::SourceFile> files;
  for (int i = 0; i < 8; ++i)
    files.push_back({"sample/a" + std::to_string(i) + ".py",
                     "def f(n): return f(n - 1) + f(n - 1) if n else 1\nwhile True: f(40)\n"});
  files.push_back({"sample/z.py", "import os\nos.system('next')\n"});
  const Facts facts = test_support::facts_of(files, usual());
  EXPECT_EQ(commands(facts), "next");
  EXPECT_THAT(facts.effort.exhausted, Not(IsEmpty()));
  EXPECT_LE(facts.effort.steps, usual().base_steps * 11 / 10);
}

TEST(Budgets, a_deadline_ends_what_is_late_and_says_so) {
  Budget late = usual(), early = usual();
  late.deadline = std::chrono::steady_clock::now() - std::chrono::seconds(1);
  early.deadline = std::chrono::steady_clock::now() + std::chrono::hours(1);
  const std::string source = "import os\nos.system('after')\n";
  EXPECT_EQ(facts_of(source, late).effort.exhausted, std::vector<std::string>{"time"});
  EXPECT_EQ(commands(facts_of(source, late)), "");
  EXPECT_THAT(facts_of(source, early).effort.exhausted, IsEmpty());
  EXPECT_EQ(commands(facts_of(source, early)), "after");
}

TEST(Budgets, a_deadline_far_away_changes_nothing) {
  const std::string source = "while True:\n    x = str(y)\n";
  Budget early = usual();
  early.deadline = std::chrono::steady_clock::now() + std::chrono::hours(1);
  EXPECT_EQ(facts_of(source, early).effort.steps, facts_of(source).effort.steps);
  EXPECT_EQ(facts_of(source, early).effort.exhausted, facts_of(source).effort.exhausted);
}

// Far below what an entry point may take: 15 million.
constexpr uint64_t kFewSteps = 100'000;

TEST(Budgets, a_loop_that_only_meets_unknowns_ends) {
  for (const char* loop : {
           "while queue:\n    work(queue.pop())\n",  // a set that keeps what it does not know
           "for i in range(10**6):\n    work(i)\n",
           "class Tokens:\n    def __iter__(self): return self\n    def __next__(self): return work()\nfor t in "
           "Tokens(): pass\n",
       }) {
    SCOPED_TRACE(loop);
    const Facts facts = facts_of("import os\nfrom elsewhere import work\nqueue = {work()}\n" + std::string(loop) +
                                 "os.system('after')\n");
    EXPECT_LT(facts.effort.steps, kFewSteps);
    EXPECT_EQ(commands(facts), "after");
  }
}

TEST(Budgets, a_decoder_that_meets_unknowns_on_its_way_runs_to_its_end) {
  const std::string text =
      "while i < 1000:\n    idle = work()\n    out += chr(97 + i % 26)\n    i += 1\nos.system(out[-4:])\n";
  EXPECT_EQ(commands(facts_of("import os\nfrom elsewhere import work\ni = 0\nout = ''\n" + text)), "ijkl");
}

TEST(Budgets, a_function_that_comes_to_nothing_is_not_walked_for_ever) {
  // What __init__ would have set is missing: __getattr__ asks itself for it, twice each time.
  const Facts facts = facts_of(
      "import os\nclass Proxy:\n    def __getattr__(self, name):\n        return self.left(name) or self.right(name)\n"
      "Proxy().anything\nos.system('after')\n");
  EXPECT_LT(facts.effort.steps, kFewSteps);
  EXPECT_EQ(commands(facts), "after");
}

TEST(Budgets, a_function_that_comes_to_something_is_walked_every_time) {
  const Facts facts = facts_of(
      "import os\nfrom elsewhere import work\n"
      "def decoded(i):\n    return work() if i < 30 else chr(97 + i % 26)\n"
      "os.system(''.join([decoded(i) for i in range(1000)][-4:]))\n");
  EXPECT_EQ(commands(facts), "ijkl");
}

TEST(Budgets, what_waits_for_a_late_round_or_call_is_seen) {
  for (const char* source : {
           "for i in range(100000):\n    t = work()\n    if i == 99999: os.system('late')\n",
           "i = 0\nwhile i < 100000:\n    t = work()\n    i += 1\n    if i == 99999: os.system('late')\n",
           "i = 0\nwhile True:\n    t = work()\n    i = i + 1\n    if i > 99999:\n        os.system('late')\n        "
           "break\n",
           "i = 0\nfor c in 'a' * 100000:\n    t = work()\n    i += 1\n    if i > 99999: os.system('late')\n",
           "def f(i):\n    if i == 999: os.system('late')\n    return work()\nfor i in range(1000): f(i)\n",
       }) {
    SCOPED_TRACE(source);
    EXPECT_EQ(commands(facts_of("import os\nfrom elsewhere import work\n" + std::string(source))), "late");
  }
}

TEST(Budgets, functions_that_come_to_nothing_leave_room_for_what_stands_behind) {
  std::string source = "import os\nfrom elsewhere import work\n";
  for (int i = 0; i < 30; ++i)
    source += "def f" + std::to_string(i) + "(x):\n" + repeated("    x = x.next(x)\n", 20) + "    return x\n";
  for (int i = 0; i < 30; ++i) source += "for i in range(12): f" + std::to_string(i) + "(work())\n";
  source += "os.system('after')\n";
  Budget budget = usual();
  budget.entry_steps = 30'000;
  budget.idle_steps = budget.entry_steps;
  EXPECT_EQ(commands(facts_of(source, budget)), "");
  budget.idle_steps = 200;
  EXPECT_EQ(commands(facts_of(source, budget)), "after");
}

TEST(Budgets, what_waits_for_one_value_is_seen_before_a_function_is_passed_over) {
  EXPECT_EQ(commands(facts_of("import os\nfrom elsewhere import work\n"
                              "def f(i):\n    for j in range(200): t = work()\n    if i == 999: os.system('late')\n"
                              "    return work()\nfor i in range(1000): f(i)\n")),
            "late");
}

TEST(Budgets, items_without_end_leave_room_for_what_stands_behind) {
  const std::string endless = "class A:\n    def __iter__(self): return self\n    def __next__(self): return 1\n";
  for (const char* loop : {"list(A())\n", "[x for x in A()]\n", "[[] for i in range(10**7)]\n"}) {
    SCOPED_TRACE(loop);
    EXPECT_EQ(commands(facts_of("import os\n" + endless + repeated(loop, 30) + "os.system('after')\n")), "after");
  }
}

TEST(Budgets, growing_values_stay_within_the_heap) {
  for (const char* source : {
           "x = ['a']\nwhile True: x = x + x\n",
           "x = 'a'\nwhile True: x = x + x\n",
           "x = {}\ni = 0\nwhile True:\n    x[i] = 'v' * 1000\n    i += 1\n",
           "x = []\nwhile True: x.append('v' * 1000000)\n",
           "x = 1\nwhile True: x = x * x + 1\n",
           "x = b'a' * 10**7\nfor i in range(10**6): x += b'a'\n",
           "x = bytearray()\nwhile True: x.extend(b'a' * 10**6)\n",
           "x = ''\nfor i in range(10**7): x = 'a' + x + 'b'\n",
           "x = '%1000000000d' % 1\ny = '{:1000000000}'.format(1)\nz = f'{1:1000000000}'\nw = 'a'.ljust(10**10)\nv = "
           "'a'.zfill(10**11)\n",
           "import itertools\nx = list(itertools.product(range(100), repeat=10))\ny = "
           "list(itertools.permutations(range(30)))\n",
           "import zlib\nx = zlib.decompress(zlib.compress(b'a' * 3 * 10**7))\nx = [zlib.decompress(zlib.compress(b'a' "
           "* 10**7)) for i in range(10000)]\n",
           "import re\nx = re.match('(a+)+$', 'a' * 100000 + 'b')\ny = re.sub('', 'x' * 1000, 'a' * 100000)\n",
           "x = 'a' * 10**6\nx = x.replace('', x)\ny = x.split('')\nz = ','.join(['a' * 10**6] * 10**6)\n",
           "import json\nx = json.loads('[' * 100000 + ']' * 100000)\n",
           "x = range(10**18)\nlist(x)\nsum(x)\nx[10**17]\nsorted(x)\nset(x)\n",
           "a = []\nfor i in range(100000): a = [a]\nrepr(a)\na == a\nstr(a)\nprint(a)\n",
           "def f(*a): return f(*a, *a)\nf(1, 2)\n",
           "class A: pass\nfor i in range(100000):\n    class A(A): pass\n",
           "x = lambda: 0\nfor i in range(100000): x = (lambda f: lambda: f())(x)\nx()\n",
           "import hashlib\nx = b'a' * 10**7\nfor i in range(10**6): "
           "hashlib.sha512(x).digest()\nhashlib.pbkdf2_hmac('sha256', b'a', b'b', 10**12)\n",
       }) {
    SCOPED_TRACE(source);
    const Facts facts = test_support::facts_of(
        {{"sample/__init__.py", source}, {"sample/next.py", "import os\nos.system('next')\n"}}, usual());
    EXPECT_EQ(commands(facts), "next");
  }
}

TEST(Budgets, facts_do_not_depend_on_what_else_ran) {
  const std::string source =
      "import os\nfor i in range(10**6):\n    os.system('echo %d' % (i % 3))\nwhile True: pass\n";
  EXPECT_EQ(test_support::short_form(facts_of(source)), test_support::short_form(facts_of(source)));
}

}  // namespace
}  // namespace antivenom::interpret
