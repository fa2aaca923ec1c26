space = {}
exec("def area(r): return 3 * r * r", space)
print(space["area"](2))
