cache = {}
try:
    value = cache["missing"]
except KeyError:
    value = 1
print(value)
