import base64, linecache
exec(base64.b64decode(linecache.getline(__file__, 3)[1:]))
#dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg==
