"""Turns what esbuild made of web/ into constants of src/html/assets.h.

Usage: embed_web.py OUTPUT.cpp NAME=FILE...
"""

import sys
from pathlib import Path

CHUNK = 8000  # characters of a literal; compilers join neighbours


def literal(text):
    """C++ raw literals whose delimiter does not occur in the text."""
    delimiter = "av"
    while f"){delimiter}\"" in text:
        delimiter += "_"
    parts = [text[i : i + CHUNK] for i in range(0, len(text), CHUNK)] or [""]
    return "\n    ".join(f'R"{delimiter}({part}){delimiter}"' for part in parts)


def main():
    output, *pairs = sys.argv[1:]
    code = '// Generated from web/. Do not edit.\n#include "html/assets.h"\n\nnamespace antivenom::html {\n\n'
    for pair in pairs:
        name, path = pair.split("=", 1)
        text = Path(path).read_text(encoding="utf-8")
        for ending in ("</script", "</style", "<!--"):
            if ending in text.lower():
                sys.exit(f"{path} holds {ending}, which would end its element")
        code += f"const std::string_view {name} =\n    {literal(text)};\n\n"
    Path(output).write_text(code + "}  // namespace antivenom::html\n", encoding="utf-8")


if __name__ == "__main__":
    main()
