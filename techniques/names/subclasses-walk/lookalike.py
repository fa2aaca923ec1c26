class A: pass
for c in [A]:
    print(vars(c).get("__doc__"))
