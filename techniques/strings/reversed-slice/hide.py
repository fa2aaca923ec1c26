import ast


class Reverse(ast.NodeTransformer):
    """Every text is written backwards and turned round where it is used."""

    def visit_JoinedStr(self, node):
        return node

    def visit_Constant(self, node):
        if not isinstance(node.value, str) or len(node.value) < 2:
            return node
        step = ast.UnaryOp(op=ast.USub(), operand=ast.Constant(1))
        return ast.Subscript(ast.Constant(node.value[::-1]), ast.Slice(None, None, step), ast.Load())

    def visit_MatchValue(self, node):
        return node


def hide(source):
    return ast.unparse(ast.fix_missing_locations(Reverse().visit(ast.parse(source)))) + "\n"
