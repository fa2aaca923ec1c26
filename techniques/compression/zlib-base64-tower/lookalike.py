import base64, zlib
DATA = zlib.decompress(base64.b64decode(b'eJyzKS5L17cDAAdWAfo='))
print(DATA)
