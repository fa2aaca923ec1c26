import base64
GREETING = base64.b64decode("SGVsbG8gZnJvbSB0aGUgdGVtcGxhdGU=").decode()
print(GREETING)
