#!/usr/bin/env python3
"""Malformed knowledge is refused with file:line; well-formed knowledge gives the same tables each time."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().with_name("generate_knowledge.py")
API = "name\tcanonical\teffects\treturns\tplatform\tattack\texample\tnote\n"
TEXT = "tag\tliteral\tpattern\texample\tcounter\tnote\n"
GOOD_API = "os.system\t-\trun-shell\t-\t-\tT1059\timport os; os.system('id')\t-\n"
GOOD_TEXT = "ssh\t.ssh/\t-\t~/.ssh/\tssh\t-\n"


class Generator(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = pathlib.Path(self.folder.name) / "knowledge"

    def generate(self, api=GOOD_API, text=GOOD_TEXT, modules="os\nsys\n", api_header=API):
        for name, content in (("api/a.tsv", api_header + api), ("text/t.tsv", TEXT + text), ("standard_modules.txt", modules)):
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        self.output = self.root.parent / "out.cpp"
        return subprocess.run([sys.executable, SCRIPT, self.root, self.output], capture_output=True, text=True, check=False)

    def refused(self, where, what, **content):
        result = self.generate(**content)
        self.assertEqual(result.returncode, 1)
        self.assertIn(f"knowledge/{where}: ", result.stderr)
        self.assertIn(what, result.stderr)
        self.assertFalse(self.output.exists())

    def test_same_input_gives_same_output(self):
        self.assertEqual(self.generate().returncode, 0)
        first = self.output.read_bytes()
        self.assertEqual(self.generate().returncode, 0)
        self.assertEqual(first, self.output.read_bytes())
        self.assertTrue(self.output.with_name("knowledge_examples.cpp").exists())

    def test_wrong_header(self):
        self.refused("api/a.tsv:1", "the header must be", api_header="name\teffects\n")

    def test_missing_column(self):
        self.refused("api/a.tsv:3", "7 columns, not 8", api=GOOD_API + GOOD_API.replace("\tT1059", ""))

    def test_empty_cell(self):
        self.refused("api/a.tsv:2", "a cell is empty", api=GOOD_API.replace("T1059", ""))

    def test_unknown_effect(self):
        self.refused("api/a.tsv:2", "unknown effect 'shell'", api=GOOD_API.replace("run-shell", "shell"))

    def test_duplicate_name(self):
        self.refused("api/a.tsv:3", "already stands at", api=GOOD_API + GOOD_API)

    def test_unknown_canonical(self):
        alias = "nt.system\tos.sistem\t-\t-\t-\t-\timport nt; nt.system('x')\t-\n"
        self.refused("api/a.tsv:3", "has no row", api=GOOD_API + alias)

    def test_alias_with_effects(self):
        alias = "nt.system\tos.system\trun-shell\t-\t-\t-\timport nt; nt.system('x')\t-\n"
        self.refused("api/a.tsv:3", "an alias takes", api=GOOD_API + alias)

    def test_returned_type_without_methods(self):
        self.refused("api/a.tsv:2", "has no method row", api=GOOD_API.replace("run-shell\t-", "run-shell\tos.Nothing"))

    def test_example_that_is_no_python(self):
        self.refused("api/a.tsv:2", "not Python", api=GOOD_API.replace("('id')", "('id'"))

    def test_bad_technique(self):
        self.refused("api/a.tsv:2", "technique ids", api=GOOD_API.replace("T1059", "1059"))

    def test_text_row_that_misses_its_example(self):
        self.refused("text/t.tsv:2", "its own example", text=GOOD_TEXT.replace("~/.ssh/", "~/ssh/"))

    def test_counter_example_found_by_another_row(self):
        self.refused("text/t.tsv:2", "through", text=GOOD_TEXT + "ssh\tssh\t-\tssh\t-\t-\n")

    def test_upper_case_literal(self):
        self.refused("text/t.tsv:2", "lower-case", text=GOOD_TEXT.replace(".ssh/\t-", ".SSH/\t-"))

    def test_broken_pattern(self):
        self.refused("text/t.tsv:2", "does not compile", text=GOOD_TEXT.replace(".ssh/\t-", ".ssh/\t("))

    def test_lookaround(self):
        self.refused("text/t.tsv:2", "RE2 has no", text=GOOD_TEXT.replace(".ssh/\t-", ".ssh/\t(?=a)"))

    def test_unsorted_modules(self):
        result = self.generate(modules="sys\nos\n")
        self.assertEqual(result.returncode, 1)
        self.assertIn("standard_modules.txt: one module name a line, sorted", result.stderr)


if __name__ == "__main__":
    unittest.main()
