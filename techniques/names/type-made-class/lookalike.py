Point = type("Point", (), {"x": 1, "norm": lambda self: abs(self.x)})
print(Point().norm())
