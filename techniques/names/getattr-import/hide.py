import ast


class Ask(ast.NodeTransformer):
    """Attributes are asked for by a name that is put together; modules are imported by a call."""

    def visit_Import(self, node):
        return [
            ast.Assign(
                [ast.Name(alias.asname or alias.name.partition(".")[0], ast.Store())],
                ast.Call(ast.Name("__import__", ast.Load()), [ast.Constant(alias.name)], []),
            )
            if not alias.asname or "." not in alias.name
            else ast.Import([alias])
            for alias in node.names
        ]

    def visit_Attribute(self, node):
        self.generic_visit(node)
        if not isinstance(node.ctx, ast.Load) or len(node.attr) < 2:
            return node
        name = ast.BinOp(ast.Constant(node.attr[:1]), ast.Add(), ast.Constant(node.attr[1:]))
        return ast.Call(ast.Name("getattr", ast.Load()), [node.value, name], [])


def hide(source):
    return ast.unparse(ast.fix_missing_locations(Ask().visit(ast.parse(source)))) + "\n"
