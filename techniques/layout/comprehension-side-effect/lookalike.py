print([c.upper() for c in ["a", "b"] if c])
