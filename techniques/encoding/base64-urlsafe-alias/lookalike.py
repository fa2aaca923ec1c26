from base64 import urlsafe_b64decode as d
TOKEN = d(b"SGVsbG8gZnJvbSB0aGUgdGVtcGxhdGU=")
print(len(TOKEN))
