def lines():
    yield "a"
    yield from ("b", "c")
print("\n".join(lines()))
