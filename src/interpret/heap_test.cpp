#include "interpret/heap.h"

#include <gtest/gtest.h>

namespace antivenom::interpret {
namespace {

constexpr uint64_t kMegabyte = 1u << 20;

std::string_view text(Value v) { return v.as<Text>()->text(); }

TEST(Heap, appending_letter_by_letter_is_linear) {
  Heap heap(4 * kMegabyte * 32, 8 * kMegabyte);
  Value s = heap.str("");
  const Value letter = heap.character('x');
  for (int i = 0; i < 200'000; ++i) s = heap.append(s.as<Text>(), letter.as<Text>());
  EXPECT_EQ(s.as<Text>()->size, 200'000u);
  EXPECT_LT(heap.used(), 200'000u * (sizeof(Text) + 2) + 4096);
}

TEST(Heap, putting_letters_in_front_is_linear) {
  Heap heap(128 * kMegabyte, 8 * kMegabyte);
  Value s = heap.str("");
  const Value a = heap.character('a'), b = heap.character('b');
  for (int i = 0; i < 100'000; ++i) s = heap.append((i % 2 == 0 ? a : b).as<Text>(), s.as<Text>());
  EXPECT_EQ(s.as<Text>()->size, 100'000u);
  EXPECT_EQ(text(s).substr(0, 4), "baba");
  EXPECT_EQ(text(s).substr(99'996), "baba");
  EXPECT_LT(heap.used(), 100'000u * (sizeof(Text) + 8) + 4096);
}

TEST(Heap, appending_to_one_prefix_twice_keeps_both_results) {
  Heap heap(kMegabyte, kMegabyte);
  const Value s = heap.str("abc");
  const Value one = heap.append(s.as<Text>(), heap.str("1").as<Text>());
  const Value two = heap.append(s.as<Text>(), heap.str("2").as<Text>());
  const Value self = heap.append(two.as<Text>(), two.as<Text>());
  EXPECT_EQ(text(s), "abc");
  EXPECT_EQ(text(one), "abc1");
  EXPECT_EQ(text(two), "abc2");
  EXPECT_EQ(text(self), "abc2abc2");
  const Value front = heap.append(heap.character('<').as<Text>(), self.as<Text>());
  const Value other = heap.append(heap.character('>').as<Text>(), self.as<Text>());
  EXPECT_EQ(text(front), "<abc2abc2");
  EXPECT_EQ(text(other), ">abc2abc2");
}

TEST(Heap, undecided_is_one_object_for_the_same_origins) {
  Heap heap(kMegabyte, kMegabyte);
  const Origins one = heap.origin(1), two = heap.origin(2);
  EXPECT_TRUE(heap.undecided(one).same(heap.undecided(one)));
  EXPECT_FALSE(heap.undecided(one).same(heap.undecided(two)));
  EXPECT_FALSE(heap.undecided(Origins::none).same(heap.unknown(Origins::none, "bool")));
  const uint64_t made = heap.unknowns_made();
  EXPECT_EQ(heap.undecided(heap.join(one, two)).as<Unknown>()->origins, heap.join(one, two));
  heap.undecided(one);
  EXPECT_EQ(heap.unknowns_made(), made + 2) << "each is counted, made or not";
}

TEST(Heap, unknowns_have_a_receiver_or_options) {
  Heap heap(kMegabyte, kMegabyte);
  Unknown* u = heap.new_unknown();
  EXPECT_FALSE(u->receiver().valid());
  const Value list = heap.list({});
  u->set_receiver(list);
  EXPECT_TRUE(u->receiver().same(list));
  const std::vector<Value> two{Value::integer(1), Value::none()};
  u->set_options(heap.keep(two));
  EXPECT_FALSE(u->receiver().valid());
  ASSERT_EQ(u->options().size(), 2u);
  EXPECT_EQ(u->options().front().as_int(), 1);
  u->set_receiver(Value::integer(3));
  EXPECT_FALSE(u->receiver().valid()) << "numbers have no methods of their own";
  EXPECT_TRUE(u->options().empty());
}

TEST(Heap, characters_beyond_ascii_are_indexed_by_character) {
  Heap heap(kMegabyte, kMegabyte);
  std::string raw;
  for (int i = 0; i < 500; ++i) raw += i % 3 == 0 ? "\xe2\x82\xac" : "x";
  const Value s = heap.str(raw);
  EXPECT_EQ(s.as<Text>()->chars, 500u);
  EXPECT_FALSE(s.as<Text>()->ascii);
  EXPECT_EQ(text(heap.substring(s.as<Text>(), 300, 302)), "\xe2\x82\xacx");
  EXPECT_EQ(text(heap.substring(s.as<Text>(), 499, 500)), "x");
  EXPECT_EQ(heap.byte_offset(s.as<Text>(), 500), raw.size());
  EXPECT_TRUE(heap.substring(s.as<Text>(), 301, 303).as<Text>()->ascii);
}

TEST(Heap, bytes_that_are_no_utf8_become_surrogates) {
  Heap heap(kMegabyte, kMegabyte);
  const Value s = heap.str(
      "a\xff"
      "b");
  EXPECT_EQ(text(s),
            "a\xed\xb3\xbf"
            "b");
  EXPECT_EQ(s.as<Text>()->chars, 3u);
}

TEST(Heap, a_value_beyond_its_bound_is_refused_but_the_heap_goes_on) {
  Heap heap(kMegabyte, 1000);
  EXPECT_FALSE(heap.str(std::string(1001, 'x')).valid());
  EXPECT_FALSE(heap.exhausted());
  EXPECT_TRUE(heap.str("x").valid());
}

TEST(Heap, a_full_heap_is_exhausted_for_good) {
  Heap heap(5000, 4000);
  EXPECT_TRUE(heap.charge(4000));
  EXPECT_FALSE(heap.charge(3000));
  EXPECT_TRUE(heap.exhausted());
}

TEST(Heap, origin_sets_are_shared_sorted_and_bounded) {
  Heap heap(kMegabyte, kMegabyte);
  const Origins ab = heap.join(heap.origin(2), heap.origin(1));
  EXPECT_EQ(ab, heap.join(heap.origin(1), heap.origin(2)));
  EXPECT_EQ(std::vector<EventId>(heap.events(ab).begin(), heap.events(ab).end()), (std::vector<EventId>{1, 2}));
  EXPECT_EQ(heap.join(ab, Origins::none), ab);
  EXPECT_EQ(heap.join(ab, heap.origin(1)), ab);
  Origins many = Origins::none;
  for (EventId i = 0; i < 200; ++i) many = heap.join(many, heap.origin(i));
  EXPECT_EQ(heap.events(many).size(), 48u);
  EXPECT_EQ(heap.events(many).front(), 0u);
  EXPECT_EQ(heap.events(many).back(), 199u);
}

TEST(Heap, trails_keep_order_and_fold_repeated_replacements) {
  Heap heap(kMegabyte, kMegabyte);
  const auto steps = [&](Trail trail) {
    std::string out;
    for (Symbol s : heap.steps(trail)) out.append(heap.text(s)).append(" ");
    return out;
  };
  Trail trail = heap.step(heap.step(Trail::none, "base64"), "base64");
  trail = heap.step(heap.step(trail, "replace"), "replace");
  EXPECT_EQ(steps(trail), "base64 base64 replace ");
  EXPECT_EQ(steps(heap.join(trail, heap.step(Trail::none, "zlib"))), "base64 base64 replace zlib ");
  EXPECT_EQ(heap.join(trail, heap.step(Trail::none, "base64")), trail);
  EXPECT_EQ(heap.join(Trail::none, trail), trail);
}

}  // namespace
}  // namespace antivenom::interpret
