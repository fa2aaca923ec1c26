import base64
import zlib


def hide(source, layers=12):
    for _ in range(layers):
        packed = base64.b64encode(zlib.compress(source.encode()))
        source = f"exec(__import__('zlib').decompress(__import__('base64').b64decode({packed!r})))\n"
    return source
