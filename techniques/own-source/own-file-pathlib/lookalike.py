import base64, pathlib
for line in pathlib.Path(__file__).read_text().split('\n'):
    if line.startswith('#!'):
        exec(base64.b64decode(line[2:]))
#!dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg==
