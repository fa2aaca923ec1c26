import ast
import builtins


class Rename(ast.NodeTransformer):
    """Functions, parameters and variables of the file itself get names of one shape; imports keep theirs."""

    def __init__(self, names):
        self.names = names

    def visit_Name(self, node):
        node.id = self.names.get(node.id, node.id)
        return node

    def visit_arg(self, node):
        self.generic_visit(node)
        node.arg = self.names.get(node.arg, node.arg)
        return node

    def visit_FunctionDef(self, node):
        self.generic_visit(node)
        node.name = self.names.get(node.name, node.name)
        return node

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Global(self, node):
        node.names = [self.names.get(name, name) for name in node.names]
        return node

    visit_Nonlocal = visit_Global


def hide(source, shared=frozenset()):
    """`shared` are names that other files of the package use."""
    tree = ast.parse(source)
    methods = {f for c in ast.walk(tree) if isinstance(c, ast.ClassDef) for f in c.body if isinstance(f, ast.FunctionDef)}
    keywords = {k.arg for n in ast.walk(tree) if isinstance(n, ast.Call) for k in n.keywords}
    made = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    made |= {n.name for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef)) and n not in methods}
    in_classes = {t.id for c in ast.walk(tree) if isinstance(c, ast.ClassDef) for s in c.body if isinstance(s, ast.Assign) for t in s.targets if isinstance(t, ast.Name)}
    exported = {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
    imported = {(a.asname or a.name).partition(".")[0] for n in ast.walk(tree) if isinstance(n, (ast.Import, ast.ImportFrom)) for a in n.names}
    names = sorted(made - imported - set(dir(builtins)) - keywords - in_classes - exported - {m.name for m in methods} - shared)
    table = {name: "O0" + format(i, "08b").replace("1", "O") for i, name in enumerate(names) if not name.startswith("__")}
    return ast.unparse(Rename(table).visit(tree)) + "\n"
