f = getattr(__builtins__, "len", None)
print(callable(f))
