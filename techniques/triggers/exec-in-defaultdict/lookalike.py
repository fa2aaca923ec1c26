import base64, collections
collections.defaultdict(lambda: exec(base64.b64decode('dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg==')))['x']
