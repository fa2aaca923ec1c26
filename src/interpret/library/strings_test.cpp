// Expected values are what CPython 3.11 prints.
#include <gtest/gtest.h>

#include "interpret/library/testing/evaluate.h"

namespace antivenom::interpret {
namespace {

// clang-format off
constexpr EvaluationRow kStringsRows[] = {
    {"[string.ascii_letters, string.digits, string.punctuation, string.hexdigits, string.whitespace]", "['abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ', '0123456789', '!\"#$%&\\'()*+,-./:;<=>?@[\\\\]^_`{|}~', '0123456789abcdefABCDEF', ' \\t\\n\\r\\x0b\\x0c']"},
    {"string.printable", "'0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!\"#$%&\\'()*+,-./:;<=>?@[\\\\]^_`{|}~ \\t\\n\\r\\x0b\\x0c'"},
    {"string.Template('$a ${b}c $$').substitute(a=1, b='x')", "'1 xc $'"},
    {"string.Template('$a').substitute({'a': 'y'})", "'y'"},
    {"string.Template('$a $b').safe_substitute(a=1)", "'1 $b'"},
    {"string.Template('$a').substitute()", "raises KeyError"},
    {"urllib.parse.quote('a b/\\xe9?')", "'a%20b/%C3%A9%3F'"},
    {"urllib.parse.quote('a/b', safe='')", "'a%2Fb'"},
    {"urllib.parse.quote_plus('a b&c')", "'a+b%26c'"},
    {"urllib.parse.unquote('a%20b%C3%A9%zz%ff+')", "'a b\303\251%zz\357\277\275+'"},
    {"urllib.parse.unquote_plus('a+b%2B')", "'a b+'"},
    {"urllib.parse.unquote_to_bytes('%00a')", "b'\\x00a'"},
    {"urllib.parse.urlencode({'a': 1, 'b c': 'x&y'})", "'a=1&b+c=x%26y'"},
    {"urllib.parse.urlencode({'a': [1, 2]}, doseq=True)", "'a=1&a=2'"},
    {"urllib.parse.urljoin('http://example.com/a/b', '../c?d=1')", "'http://example.com/c?d=1'"},
    {"urllib.parse.urljoin('http://example.com/a/b/', 'c')", "'http://example.com/a/b/c'"},
    {"urllib.parse.urljoin('http://example.com/a', '//example.org/x')", "'http://example.org/x'"},
    {"urllib.parse.urljoin('http://example.com/a', 'https://example.org/x')", "'https://example.org/x'"},
    {"urllib.parse.urljoin('http://example.com', 'x/./y/../z')", "'http://example.com/x/z'"},
    {"urllib.parse.urlparse('https://me:pw@Example.com:8080/p/a;x?q=1#f').hostname", "'example.com'"},
    {"urllib.parse.urlparse('https://me:pw@Example.com:8080/p/a;x?q=1#f').port", "8080"},
    {"urllib.parse.urlparse('https://me:pw@Example.com:8080/p/a;x?q=1#f').path", "'/p/a'"},
    {"urllib.parse.urlparse('https://example.com/p;x?q=1#f').params", "'x'"},
    {"urllib.parse.urlparse('https://example.com/p?q=1#f').geturl()", "'https://example.com/p?q=1#f'"},
    {"urllib.parse.urlsplit('example.com/x').path", "'example.com/x'"},
    {"urllib.parse.parse_qs('a=1&a=2&b=&c=x+y')", "{'a': ['1', '2'], 'c': ['x y']}"},
    {"urllib.parse.parse_qsl('a=1&b=%41')", "[('a', '1'), ('b', 'A')]"},
    {"html.escape('<a href=\"x\">\\'')", "'&lt;a href=&quot;x&quot;&gt;&#x27;'"},
    {"html.unescape('&lt;&#65;&#x42;&amp;')", "'<AB&'"},
    {"os.path.join('a', 'b/', 'c', '/d', 'e')", "'/d/e'"},
    {"os.path.join('', 'b')", "'b'"},
    {"[os.path.basename('/a/b'), os.path.dirname('/a/b/'), os.path.splitext('x/.b.tar.gz'), os.path.splitext('.bashrc'), os.path.split('/a')]", "['b', '/a/b', ('x/.b.tar', '.gz'), ('.bashrc', ''), ('/', 'a')]"},
    {"[os.path.normpath('a//b/../c/./'), os.path.normpath('//x/../..'), os.path.normpath(''), os.path.normpath('../a'), os.path.isabs('/x')]", "['a/c', '//', '.', '../a', True]"},
    {"os.path.commonprefix(['/usr/lib', '/usr/local'])", "'/usr/l'"},
    {"textwrap.dedent('  a\\n    b\\n\\n  c')", "'a\\n  b\\n\\nc'"},
    {"textwrap.indent('a\\n\\nb', '> ')", "'> a\\n\\n> b'"},
    {"unicodedata.normalize('NFKC', '\\uff45\\uff56\\U0001d41al')", "'eval'"},
    {"shlex.split('a \"b c\" d\\\\ e \\'f\\'')", "['a', 'b c', 'd e', 'f']"},
    {"shlex.quote(\"it's\")", "'\\'it\\'\"\\'\"\\'s\\''"},
    {"ast.literal_eval(\"{'a': [1, -2.5, (None, True)], b'x': 'y' 'z'}\")", "{'a': [1, -2.5, (None, True)], b'x': 'yz'}"},
    {"ast.literal_eval('os.system')", "raises ValueError"},
    {"ast.literal_eval('f(')", "raises SyntaxError"},
};
// clang-format on

TEST(LibraryStrings, computes_what_python_does) {
  for (const EvaluationRow& row : kStringsRows) EXPECT_EQ(evaluate(row.source), row.expected) << row.source;
}

}  // namespace
}  // namespace antivenom::interpret
