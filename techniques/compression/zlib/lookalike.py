import zlib
WORDS = zlib.decompress(b'x\x9cK,(\xc8IU(HM,R(\xc8)\xcd\x05\x00-\x9b\x05\xb9').split()
print(WORDS)
