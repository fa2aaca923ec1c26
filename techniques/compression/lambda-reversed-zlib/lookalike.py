unpack = lambda data: __import__('zlib').decompress(__import__('base64').b64decode(data))
print(unpack(b'eJwrSUzKSVXIT1Moyc9OzSsGACzOBbI='))
