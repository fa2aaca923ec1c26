print(chr(64 + 1) + chr(64 + 2))
