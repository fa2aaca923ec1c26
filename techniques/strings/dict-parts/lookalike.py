sizes = {"s": "small", "m": "medium"}
print(" ".join(sizes[k] for k in sorted(sizes)))
