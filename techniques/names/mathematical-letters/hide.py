import io
import keyword
import tokenize


def fancy(name):
    if keyword.iskeyword(name) or keyword.issoftkeyword(name):
        return name
    return "".join(
        chr(0x1D44E + ord(c) - ord("a")) if "a" <= c <= "z" and c != "h" else c for c in name
    )


def hide(source):
    # Longer names move what follows them on a line: the texts are joined, not the columns.
    lines = source.splitlines(keepends=True)
    tokens = [t for t in tokenize.generate_tokens(io.StringIO(source).readline) if t.type == tokenize.NAME]
    for token in reversed(tokens):
        line, begin, end = token.start[0] - 1, token.start[1], token.end[1]
        lines[line] = lines[line][:begin] + fancy(token.string) + lines[line][end:]
    return "".join(lines)
