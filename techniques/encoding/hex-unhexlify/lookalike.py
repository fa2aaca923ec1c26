import binascii
MAGIC = binascii.unhexlify("89504e470d0a1a0a")
print(MAGIC == open("logo.png", "rb").read(8))
