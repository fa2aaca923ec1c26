import ast
import textwrap


def hide(source):
    body = ast.parse(source).body
    branches = []
    for i, statement in enumerate(body):
        text = textwrap.indent(ast.unparse(statement), "        ")
        branches.append(f"    {'if' if i == 0 else 'elif'} state == {i * 31 % 10007}:\n{text}\n        state = {(i + 1) * 31 % 10007}\n")
    last = len(body) * 31 % 10007
    return f"state = 0\nwhile state != {last}:\n" + "".join(branches)
