import ast


class Split(ast.NodeTransformer):
    """Every text is put together from pieces of three letters."""

    def visit_JoinedStr(self, node):
        return node

    def visit_MatchValue(self, node):
        return node

    def visit_Constant(self, node):
        if not isinstance(node.value, str) or len(node.value) < 4:
            return node
        pieces = [node.value[i : i + 3] for i in range(0, len(node.value), 3)]
        result = ast.Constant(pieces[0])
        for piece in pieces[1:]:
            result = ast.BinOp(result, ast.Add(), ast.Constant(piece))
        return result


def hide(source):
    return ast.unparse(ast.fix_missing_locations(Split().visit(ast.parse(source)))) + "\n"
