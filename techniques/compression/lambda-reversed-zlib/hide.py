import base64
import zlib


def hide(source):
    packed = base64.b64encode(zlib.compress(source.encode()))[::-1]
    return (
        "_ = lambda __ : __import__('zlib').decompress(__import__('base64').b64decode(__[::-1]));"
        f"exec((_)({packed!r}))\n"
    )
