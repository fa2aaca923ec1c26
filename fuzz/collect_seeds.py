"""Inputs for the targets that read what indexes, feeds and users say: see make_seeds.py."""

import gzip
import json
import re
from pathlib import Path

from seed_files import tar, zipped

REPO = Path(__file__).resolve().parent.parent
NEXT = "\n--next--\n"  # between two answers, see answers.h

HASH, REST = "ab" * 32, "e" * 60
INDEX_FILES = (
    "sample-1.0.tar.gz",
    "sample-1.0-py3-none-any.whl",
    "Sample-1.1.zip",
    "sample-1.0-py3.9.egg",
    "other-1.0.zip",
)


def listed(name):
    return {
        "filename": name,
        "url": f"../../packages/ab/cd/{REST}/{name}",
        "hashes": {"sha256": HASH},
        "size": 9,
        "requires-python": ">=3",
        "yanked": "broken",
        "upload-time": "2024-01-02T03:04:05.6Z",
    }


SIMPLE_JSON = json.dumps(
    {
        "meta": {"api-version": "1.4"},
        "name": "Sample",
        "project-status": {"status": "quarantined", "reason": "it is"},
        "versions": ["1.0", "1.1"],
        "files": [listed(name) for name in INDEX_FILES],
    }
)
SIMPLE_HTML = (
    "<!DOCTYPE html><html><head><meta name='pypi:repository-version' content='1.4'>"
    "<meta name='pypi:project-status' content='archived'><title>Links for sample</title>"
    "<base href='/simple/sample/'></head><body>"
) + "".join(
    f'<a href="../../packages/{name}#sha256={HASH}" data-requires-python="&gt;=3" data-yanked="b">{name}</a><br>'
    for name in INDEX_FILES
)
PROJECTS = json.dumps(
    {
        "meta": {"_last-serial": 5, "api-version": "1.4"},
        "projects": [{"name": "sample", "_last-serial": 4}, {"name": "b", "_last-serial": 2}],
    }
)


def stats(engines):
    attributes = {
        "last_analysis_stats": {"malicious": engines, "undetected": 9},
        "last_analysis_date": 5,
        "popular_threat_classification": {"suggested_threat_label": "a"},
    }
    return json.dumps({"data": {"attributes": attributes}})


def index_fuzz():
    # One byte says what: 0 the page at a URL, 1 in a folder, 2 links (base and link), 3 a file, 4 answers about a hash.
    texts = [
        (0, SIMPLE_JSON),
        (0, SIMPLE_HTML),
        (1, SIMPLE_JSON),
        (1, SIMPLE_HTML),
        (0, "<title>Index of /simple/sample</title><a href=sample-1.0.zip>a<a href='?C=N'><a href='sample%2d1.1.zip'>"),
        (2, "../a/b?c#sha256=d"),
        (2, "https://u:p@h.example.com:8/a\n//[::1]/b%20c"),
        (2, "http://a\n/b;c"),
        (3, "sample/1.0/sample-1.0.tar.gz"),
        (3, "x/2024-01-31-sample-v1.0.zip"),
        (3, "sample__1.0__sample-1.0.whl"),
        (3, f"packages/ab/cd/{REST}/sample-1.0-cp39-abi3-linux_x86_64.whl"),
        (4, stats(7)),
        (4, "{}" + NEXT + stats(0)),
    ]
    for number, (kind, text) in enumerate(texts):
        yield f"{number}", bytes([kind]) + text.encode()


OSV = json.dumps(
    {
        "id": "MAL-2024-1",
        "modified": "2024-10-27T13:55:45Z",
        "published": "2024-10-26T01:02:03.5Z",
        "withdrawn": None,
        "summary": "Malicious code in sample",
        "details": "It would print a line.",
        "aliases": ["GHSA-x"],
        "affected": [
            {
                "package": {"ecosystem": "PyPI", "name": "Sample", "purl": "pkg:pypi/sample"},
                "versions": ["0.1"],
                "ranges": [
                    {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.0"}, {"introduced": "2"}]}
                ],
                "database_specific": {"cwes": [{"cweId": "CWE-506"}]},
            }
        ],
        "references": [{"type": "WEB", "url": "https://example.com/a"}],
        "credits": [{"name": "A Finder"}],
        "database_specific": {"malicious-packages-origins": [{"source": "a-source"}]},
    }
)
GITHUB = json.dumps(
    [
        {
            "ghsa_id": "GHSA-1",
            "type": "malware",
            "summary": "Malware in sample",
            "html_url": "https://example.com/1",
            "identifiers": [{"value": "CVE-2024-1", "type": "CVE"}],
            "updated_at": "2024-01-02T00:00:00Z",
            "withdrawn_at": None,
            "cwes": [{"cwe_id": "CWE-506"}],
            "credits": [{"user": {"login": "finder"}}],
            "vulnerabilities": [
                {
                    "package": {"ecosystem": "pip", "name": "sample"},
                    "vulnerable_version_range": ">= 1.0, < 2",
                    "first_patched_version": "2",
                }
            ],
        }
    ]
)
YAML = """id: PYSEC-2022-1
details: 'The project was taken over via user account
  compromise'
affected:
- package: {name: sample, ecosystem: PyPI}
  versions:
  - 0.1.6
  ranges:
  - type: ECOSYSTEM
    events:
    - introduced: "0"
modified: 2022-08-26
"""
TABLE = """manager,package_name,snyk_link,affected_version,cve,cwe,overview,update_date,snyk_id,published,credit
pip,sample,https://example.com/SNYK-1,"[0,]",CVE-1,CWE-506,"two
lines",INTRODUCED: 17 NOV 2023,SNYK-1,18-Nov-23,A
npm,@a/b,,"['1.0', '1.1']",,,,,,,
"""
RSS = (
    "<rss><channel><item><title>sample 1.0</title>"
    "<link>https://index.example.com/project/sample/1.0/</link></item></channel></rss>"
)
UPLOAD = json.dumps(
    {
        "name": "sample",
        "version": "1.0",
        "filename": "sample-1.0.zip",
        "upload_time": "2024-01-02 03:04:05 UTC",
        "sha256_digest": HASH,
    }
)


def array(*values):
    return "<array><data>" + "".join(f"<value>{value}</value>" for value in values) + "</data></array>"


def event(action):
    text = "<string>{}</string>".format
    return array(array(text("sample"), text("1.0"), "<int>1600000012</int>", text(action), "<int>12</int>"))


def rpc(value):
    return (
        "<?xml version='1.0'?><methodResponse><params><param><value>"
        f"{value}</value></param></params></methodResponse>"
    )


AFFECTED = (
    "['1.0', '1.1', '...']",
    "[1.0,2.0),(,3]",
    ">=1.1.5 <=1.1.7 || = 2",
    "*",
    "1.0, 1.1",
    "17-Nov-2023",
    "Fri, 17 Nov 2023 10:29:47 GMT",
    "2024-10-27T13:55:45+02:00",
    "PyPI:x",
)


def feed_fuzz():
    # One byte says what: five formats, then the feeds in the order of their names.
    formats = ("json", "yaml", "xml", "csv", "affected")
    sources = sorted((REPO / "src/collect/feeds").glob("*.cpp"))
    kinds = [*formats, *(path.stem for path in sources if not path.stem.endswith("_test"))]
    texts = [
        ("json", OSV),
        ("json", '[1, {"a": [2]}, "b"]'),
        ("json", '{"a": 1}\n{"b": "\\u00e9"}\n'),
        ("yaml", YAML),
        ("yaml", "a: &x [1, ~, 'b']\nc: |\n  d\n  e\nf: {g: !!str h}\n"),
        ("xml", rpc("<int>5</int>")),
        ("xml", RSS),
        ("csv", TABLE),
        ("csv", 'a;b\n1;"2""3"\n'),
        *(("affected", text) for text in AFFECTED),
        ("osv_dump", OSV),
        ("osv_dump", zipped({"MAL-2024-1.json": OSV})),
        ("osv_dump", gzip.compress(OSV.encode(), mtime=0)),
        ("pypa_advisories", tar({"vulns/sample/PYSEC-2022-1.yaml": YAML})),
        ("pypa_advisories", YAML),
        ("github_advisories", GITHUB),
        ("github_advisories", OSV),
        ("csv_list", TABLE),
        ("snyk_listing", TABLE),
        ("text_list", "# a\nsample==1.0\nb\t['1.0']\tpypi\t2024-01-02\npip\tc\t[0,]\n"),
        ("study_records", '{"sample": [%s]}' % OSV),
        ("study_records", "[%s]" % OSV),
        ("uploads", UPLOAD + "\n" + UPLOAD),
        ("uploads", "name,version,filename,upload_time\nsample,1.0,sample-1.0.zip,2024-01-02 03:04:05 UTC\n"),
        ("index_removals", PROJECTS + NEXT + SIMPLE_JSON),
        ("index_releases", RSS + NEXT + SIMPLE_JSON),
        ("index_changelog", NEXT.join((rpc("<int>5</int>"), rpc(event("remove project")), rpc(array())))),
        ("index_changelog", NEXT.join((rpc("<int>5</int>"), rpc(event("yank release")), SIMPLE_JSON))),
    ]
    for number, (kind, text) in enumerate(texts):
        yield f"{number}-{kind}", bytes([kinds.index(kind)]) + (text if isinstance(text, bytes) else text.encode())


OWN_SETTINGS = """jobs = 2
quiet = false
[scan]
fail-on = 'never'
known-malicious = ['a.txt', "b.txt"]
max-seconds = 1.5
"""
PROJECT_SETTINGS = """[tool.antivenom]
format = 'json'
[tool.antivenom.scan]
explain = true
[tool.other]
x = {a = 1}
"""


def settings_fuzz():
    # One byte says what: 0 settings, 1 a list, 2 a requirement, 3 versions, 4 facts, 5 CSV.
    test = (REPO / "src/facts/text_test.cpp").read_text(encoding="utf-8")
    facts = re.search(r'R"\((antivenom-facts.*?\n)\)"\);', test, re.DOTALL)[1].replace(')" "\\xff" R"(', "\xff")
    texts = [
        (0, OWN_SETTINGS),
        (0, PROJECT_SETTINGS),
        (1, "# mine\nEvil_Tool==1.0  # seen\n\nother\n"),
        (1, "pypi\tsample\t['1.0']\nnpm\ta\t[]\nb\t[0,2)\tpypi\n"),
        (1, 'name,version\nsample,"[1.0,)"\n'),
        (1, OSV),
        (1, '["sample==1.0", {"name": "b", "version": "[1,2)"}]'),
        (2, "evil.-_tool [a,b] (>= 1.0, <2) ; python_version < '3'"),
        (2, "sample @ https://example.com/x.zip ; extra == 'a'"),
        (2, "git+https://example.com/owner/Sample.git@v1#egg=sample-2&x=1"),
        (2, "https://example.com/sample-1.0-py3-none-any.whl"),
        (3, "1!2.0rc1.post2.dev3+local.4\n1.0\nv1.0-alpha\n~=1.4.1\n==1.4.*,!=1.4.2\nnonsense"),
        (4, facts),
        (5, 'a,"b""c\nd",e\r\n,\n'),
    ]
    for number, (kind, text) in enumerate(texts):
        yield f"{number}", bytes([kind]) + text.encode()
