// One function of the modelled library, chosen by the first byte, on the rest of the input. What comes before the
// first line break is its first argument where it takes two.
#include <string>

#include "fuzz.h"

namespace {

// `d` is the input as bytes, `t` as text; `a` and `b` are their parts.
constexpr std::string_view kCalls[] = {
    "base64.b64decode(d)",
    "base64.b64decode(d, b'-_')",
    "base64.b32decode(d, True)",
    "base64.b16decode(d, True)",
    "base64.a85decode(d, foldspaces=True)",
    "base64.b85decode(d)",
    "binascii.a2b_uu(d)",
    "binascii.a2b_qp(d)",
    "binascii.unhexlify(d)",
    "bytes.fromhex(t)",
    "zlib.decompress(d)",
    "zlib.decompress(d, -15)",
    "zlib.decompress(d, 47)",
    "gzip.decompress(d)",
    "bz2.decompress(d)",
    "lzma.decompress(d)",
    "lzma.decompress(d, lzma.FORMAT_ALONE)",
    "codecs.decode(d, 'unicode_escape')",
    "codecs.decode(d, 'raw_unicode_escape')",
    "codecs.escape_decode(d)",
    "codecs.decode(d, 'utf-7')",
    "codecs.decode(d, 'punycode')",
    "codecs.decode(d, 'idna')",
    "codecs.decode(d, 'utf-16')",
    "codecs.decode(d, 'utf-32')",
    "codecs.decode(d, 'uu')",
    "codecs.decode(d, 'quopri')",
    "codecs.decode(d, 'utf-8', 'replace')",
    "d.decode('utf-8', 'surrogateescape')",
    "t.encode('idna')",
    "t.encode('utf-7')",
    "t.encode('punycode')",
    "d.decode(a.decode())",
    "json.loads(d)",
    "json.dumps(t)",
    "ast.literal_eval(t)",
    "struct.unpack(s, b)",
    "list(struct.iter_unpack(s, b))",
    "struct.pack(s, 1, 2, 3)",
    "struct.calcsize(t)",
    "re.sub(s, 'x', u)",
    "re.findall(s, u)",
    "re.split(s, u)",
    "re.match(s, u).groups()",
    "re.sub('(.)(.)', s, u)",
    "s.format(u, 7, x=u)",
    "s % (u,)",
    "s % {'x': u}",
    "format(1.5, t)",
    "format(10**20, t)",
    "format('text', t)",
    "int(t, 0)",
    "int(d, 36)",
    "float(t)",
    "complex(t)",
    "s.translate(str.maketrans(u[:9], u[9:18]))",
    "u.split(s)",
    "u.replace(s, 'ab')",
    "s.join(u.splitlines())",
    "urllib.parse.unquote(t)",
    "urllib.parse.urlsplit(t)",
    "urllib.parse.parse_qs(t)",
    "html.unescape(t)",
    "shlex.split(t)",
    "string.Template(s).safe_substitute(x=u)",
    "eval(t)",
    "exec(compile(t, 'a', 'exec'))",
    "int.from_bytes(d, 'big')",
    "hashlib.sha256(d).hexdigest()",
    "t.casefold().title().swapcase()",
    "unicodedata.normalize('NFKC', t)",
    "Fernet(a).decrypt(b)",
    "AES.new(a, AES.MODE_CBC, b[:16]).decrypt(b[16:])",
    "ARC4.new(a).decrypt(b)",
    "random.Random(d).sample(range(9), 3)",
    "list(itertools.combinations(t, 2))",
    "pathlib.Path(s) / u",
    "textwrap.dedent(t)",
    "t.expandtabs(9).center(99)",
    "datetime.datetime.strptime(u, s)",
    "time.strftime(t)",
};

constexpr std::string_view kBefore =
    "import ast, base64, binascii, bz2, codecs, datetime, gzip, hashlib, html, itertools, json, lzma, os, pathlib, "
    "pkgutil, random, re\n"
    "import shlex, string, struct, textwrap, time, unicodedata, urllib.parse, zlib\n"
    "from Crypto.Cipher import AES, ARC4\nfrom cryptography.fernet import Fernet\n"
    "d = pkgutil.get_data(__name__, 'data.bin')\nt = d.decode('utf-8', 'ignore')\n"
    "a, _, b = d.partition(b'\\n')\ns, _, u = t.partition('\\n')\n";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace antivenom;
  if (size == 0) return 0;
  const std::string source =
      std::string(kBefore) + "os.system(" + std::string(kCalls[data[0] % std::size(kCalls)]) + ")\n";
  fuzz::scan_and_check(fuzz::package_with_data(source, fuzz::view(data + 1, size - 1)));
  return 0;
}
