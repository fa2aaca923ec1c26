data = [72, 74, 77]
print([v - i for i, v in enumerate(data)])
