import base64, marshal, zlib
ROWS = marshal.loads(zlib.decompress(base64.b64decode(b'eJxbyXSLMfElIwMDAwAUZALS')))
print(ROWS)
