// Expected values are what CPython 3.11 prints.
#include <gtest/gtest.h>

#include "interpret/library/testing/evaluate.h"

namespace antivenom::interpret {
namespace {

// clang-format off
constexpr EvaluationRow kRegexRows[] = {
    {"re.match(r'(\\w+) (\\w+)', 'hello world!').groups()", "('hello', 'world')"},
    {"re.match(r'x', 'ax')", "None"},
    {"re.search(r'(?P<n>\\d+)(x)?', 'ab12').group('n')", "'12'"},
    {"re.search(r'(?P<n>\\d+)(x)?', 'ab12').groupdict()", "{'n': '12'}"},
    {"re.search(r'(?P<n>\\d+)(x)?', 'ab12').groups('-')", "('12', '-')"},
    {"re.search(r'b', 'aab').span()", "(2, 3)"},
    {"re.search(r'\\u20ac', 'h\\xe9\\u20ac').span()", "(2, 3)"},
    {"re.search(r'b(c)?', 'ab').span(1)", "(-1, -1)"},
    {"re.search(r'b', 'ab').group(3)", "raises IndexError"},
    {"re.search(r'a(b)', 'ab')[1]", "'b'"},
    {"re.fullmatch(r'a|ab', 'ab').group()", "'ab'"},
    {"re.findall(r'a*', 'baac')", "['', 'aa', '', '']"},
    {"re.findall(r'(a)(b)?', 'aba')", "[('a', 'b'), ('a', '')]"},
    {"re.findall(r'\\d+', 'a1b22')", "['1', '22']"},
    {"re.findall(rb'[a-c]+', b'abxca')", "[b'ab', b'ca']"},
    {"re.findall(r'[\\w.]+@[\\w.]+', 'x me@example.com y')", "['me@example.com']"},
    {"re.sub(r'(a)(b)', r'\\2\\1', 'abxab')", "'baxba'"},
    {"re.sub(r'(?P<x>a)', r'[\\g<x>\\g<1>]', 'a-a')", "'[aa]-[aa]'"},
    {"re.sub('x*', '-', 'abxd')", "'-a-b--d-'"},
    {"re.sub('a', 'b', 'aaa', count=2)", "'bba'"},
    {"re.subn('a', 'b', 'aaa')", "('bbb', 3)"},
    {"re.sub(r'\\s+', ' ', 'a \\t\\n b')", "'a b'"},
    {"re.split(r'[,;]', 'a,b;c')", "['a', 'b', 'c']"},
    {"re.split(r'([,;])', 'a,b;c', 1)", "['a', ',', 'b;c']"},
    {"re.split(r'x*', 'axbc')", "['', 'a', '', 'b', 'c', '']"},
    {"re.compile(r'A', re.I).findall('aA')", "['a', 'A']"},
    {"re.compile(r'^b$', re.MULTILINE).findall('a\\nb\\n')", "['b']"},
    {"re.findall(r'(?i)ab', 'AB aB')", "['AB', 'aB']"},
    {"re.findall(r'a.b', 'a\\nb', re.DOTALL)", "['a\\nb']"},
    {"re.sub(r'(?x) a  # letter', 'c', 'abc')", "'cbc'"},
    {"list(re.finditer('a', 'xaya'))[1].span()", "(3, 4)"},
    {"re.escape('a.b*c-d e')", "'a\\\\.b\\\\*c\\\\-d\\\\ e'"},
    {"re.compile('a').pattern", "'a'"},
    {"re.findall(r'[^\\]]+', 'ab]c')", "['ab', 'c']"},
    {"re.findall(r'[]x]', 'a]x')", "[']', 'x']"},
    {"re.findall(r'a{,2}', 'aaa')", "['aa', 'a', '']"},
    {"re.sub('b', '\\\\n', 'abc')", "'a\\nc'"},
};
// clang-format on

TEST(LibraryRegex, computes_what_python_does) {
  for (const EvaluationRow& row : kRegexRows) EXPECT_EQ(evaluate(row.source), row.expected) << row.source;
}

}  // namespace
}  // namespace antivenom::interpret
