// Pickles as source. The texts are what pickle.dumps() of CPython 3.11 gives for objects whose __reduce__ calls print.
#include "interpret/pickle.h"

#include <gtest/gtest.h>

namespace antivenom::interpret {
namespace {

TEST(Pickle, calls_of_all_protocols) {
  EXPECT_EQ(pickle_text("cbuiltins\nprint\n(S'a'\ntR."), "import builtins\n_value_1 = builtins.print('a')\n_value_1\n");
  EXPECT_EQ(pickle_text(std::string_view("\x80\x04\x95\x1f\0\0\0\0\0\0\0\x8c\x08"
                                         "builtins\x94\x8c\x05print\x94\x93\x94\x8c\x01"
                                         "a\x94\x85\x94R\x94.",
                                         39)),
            "import builtins\n_value_1 = builtins.print('a')\n_value_1\n");
  EXPECT_EQ(pickle_text("(S'a'\nios\nsystem\n."), "import os\n_value_1 = os.system('a')\n_value_1\n");
}

TEST(Pickle, plain_data_is_an_expression) {
  EXPECT_EQ(pickle_text(std::string_view("\x80\x02}q\0(X\x01\0\0\0aK\x01X\x01\0\0\0b]q\x01(K\x02K\x03"
                                         "eu.",
                                         30)),
            "{'a': 1, 'b': [2, 3]}\n");
}

TEST(Pickle, what_is_none_is_empty_and_damage_ends_it) {
  EXPECT_EQ(pickle_text("plain text, no pickle"), "");
  EXPECT_EQ(pickle_text(""), "");
  EXPECT_EQ(pickle_text("cos\nsystem\n(S'a'\ntR\xff\xff"), "import os\n_value_1 = os.system('a')\n_value_1\n");
}

TEST(Pickle, a_list_inside_itself_ends) {
  std::string text = "\x80\x02]q";
  text += '\0';
  for (int i = 0; i < 12; ++i) text += std::string("h\0a", 3);
  EXPECT_LT(pickle_text(text + ".").size(), 20u << 20);
}

// Found by fuzzing: STACK_GLOBAL takes its own result as a name, quoted once more each time.
TEST(Pickle, names_of_names_do_not_grow_without_end) {
  const std::string bytes = "(\x80\x93" + std::string(65, '\x93');
  EXPECT_LT(pickle_text(bytes).size(), 100'000u);
}

}  // namespace
}  // namespace antivenom::interpret
