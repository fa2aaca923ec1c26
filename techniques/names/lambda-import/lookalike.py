pick = lambda rows, key: [row[key] for row in rows]
print(pick([{"a": 1}], "a"))
