#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "base/arena.h"
#include "base/flat_map.h"
#include "base/interner.h"
#include "base/literal_sieve.h"
#include "base/packed.h"
#include "base/position_index.h"
#include "base/search.h"
#include "base/small_vector.h"

namespace antivenom {
namespace {

TEST(Arena, pieces_are_apart_aligned_and_stay) {
  Arena arena(256);
  std::vector<std::pair<std::byte*, size_t>> pieces;
  for (size_t size : {1u, 3u, 60u, 64u, 65u, 1'000u, 7u, 0u, 64u, 64u, 64u, 63u}) {
    for (size_t alignment : {1u, 8u, 16u}) {
      std::byte* made = arena.room(size, alignment);
      EXPECT_EQ(reinterpret_cast<uintptr_t>(made) % alignment, 0u);
      std::fill(made, made + size, std::byte(pieces.size()));
      pieces.emplace_back(made, size);
    }
  }
  for (size_t i = 0; i < pieces.size(); ++i) {
    const auto& [at, size] = pieces[i];
    EXPECT_TRUE(std::all_of(at, at + size, [&](std::byte b) { return b == std::byte(i); })) << i;
  }
}

TEST(Packed, is_the_same_wherever_the_word_stands) {
  const std::string text = "def lambda_x:while";
  for (size_t at = 0; at < text.size(); ++at)
    for (size_t size = 0; size <= kMostPacked && at + size <= text.size(); ++size)
      EXPECT_EQ(packed_at(text, at, size), packed(text.substr(at, size))) << at << ' ' << size;
}

TEST(Interner, gives_one_symbol_a_text_however_many_there_are) {
  constexpr uint32_t kMany = 5'000;
  Interner names;
  EXPECT_EQ(names.intern(""), Symbol::empty);
  for (uint32_t i = 1; i <= kMany; ++i)
    EXPECT_EQ(static_cast<uint32_t>(names.intern("name number " + std::to_string(i))), i);
  for (uint32_t i = 1; i <= kMany; ++i)
    EXPECT_EQ(static_cast<uint32_t>(names.intern("name number " + std::to_string(i))), i);
  EXPECT_EQ(names.text(static_cast<Symbol>(17)), "name number 17");
  EXPECT_EQ(names.size(), kMany + 1);
}

TEST(Interner, tells_texts_apart_that_differ_in_nuls_only) {
  Interner names;
  EXPECT_NE(names.intern(std::string_view("a", 1)), names.intern(std::string_view("a\0", 2)));
  EXPECT_NE(names.intern(std::string_view("\0", 1)), Symbol::empty);
}

TEST(LiteralSieve, tells_which_literals_occur_wherever_they_stand) {
  const std::vector<std::string_view> literals = {"#line:", "_opy_", "import it", "(((((((", "ababababab"};
  const LiteralSieve sieve(literals);
  EXPECT_TRUE(sieve.find("").none());
  EXPECT_TRUE(sieve.find(std::string(1'000, '(').substr(0, 6)).none());
  EXPECT_TRUE(sieve.find("#line _opy (import  it) abababab " + std::string(100, '\0')).none());
  for (size_t literal = 0; literal < literals.size(); ++literal) {
    for (size_t before = 0; before < 9; ++before) {
      for (size_t behind = 0; behind < 5; ++behind) {
        const auto found =
            sieve.find(std::string(before, 'a') + std::string(literals[literal]) + std::string(behind, '('));
        LiteralSieve::Found expected;
        expected.set(literal);
        EXPECT_EQ(found, expected) << literals[literal] << " behind " << before << " letters";
      }
    }
  }
}

TEST(Search, counts_newlines) {
  EXPECT_EQ(count_newlines(""), 0u);
  EXPECT_EQ(count_newlines("\n"), 1u);
  EXPECT_EQ(count_newlines("a\nb\n\nc"), 3u);
}

TEST(Search, finds_parts_as_find_does) {
  const std::string text =
      std::string(300, '_') + "__import__(" + std::string(3, '_') + std::string("\0__import__(", 12);
  for (std::string_view part : {"__import__(", "__", "_", "", "import__((", "x"}) {
    for (size_t from = 0; from < text.size() + 2; ++from) EXPECT_EQ(find_part(text, part, from), text.find(part, from));
  }
  EXPECT_EQ(find_part("", ""), 0u);
  EXPECT_EQ(find_part("", "x"), std::string_view::npos);
}

TEST(PositionIndex, finds_the_first_of_equal_hashes_that_is_meant) {
  PositionIndex index;
  const auto any = [](uint32_t) { return true; };
  EXPECT_EQ(index.find(7, any), PositionIndex::kNone);
  index.add(7, 0);
  index.add(7, 1);
  EXPECT_EQ(index.find(7, any), 0u);
  EXPECT_EQ(index.find(7, [](uint32_t at) { return at == 1; }), 1u);
  index.remove(7, 0);
  EXPECT_EQ(index.find(7, any), 1u);
  index.clear();
  EXPECT_TRUE(index.empty());
}

TEST(PositionIndex, does_not_grow_by_what_comes_and_goes) {
  PositionIndex index;
  for (uint32_t round = 0; round < 100'000; ++round) {
    index.add(round, round);
    index.remove(round, round);
  }
  index.add(5, 1);
  EXPECT_EQ(index.find(5, [](uint32_t at) { return at == 1; }), 1u);
}

TEST(FlatMap, keeps_what_was_stored) {
  FlatMap<int> map;
  for (int i = 0; i < 1'000; ++i) map[static_cast<uint64_t>(i) << 32] = i;
  EXPECT_EQ(map.size(), 1'000u);
  ASSERT_NE(map.find(uint64_t{999} << 32), nullptr);
  EXPECT_EQ(*map.find(uint64_t{999} << 32), 999);
  EXPECT_EQ(map.find(999), nullptr);
}

TEST(SmallVector, goes_on_where_its_own_room_ends) {
  SmallVector<int, 4> list;
  EXPECT_TRUE(list.empty());
  for (int i = 0; i < 10; ++i) list.push_back(i);
  ASSERT_EQ(list.size(), 10u);
  for (size_t i = 0; i < 10; ++i) EXPECT_EQ(list[i], static_cast<int>(i));
}

}  // namespace
}  // namespace antivenom
