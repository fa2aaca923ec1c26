checksum = lambda data, key: sum(b ^ key for b in data)
print(checksum([1, 2, 3], 0x5a))
