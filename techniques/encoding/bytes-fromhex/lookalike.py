MAGIC = bytes.fromhex("89 50 4e 47 0d 0a 1a 0a")
print(len(MAGIC))
