LIMIT = 3
print(globals()["LI" + "MIT"])
