"""Talks about obfuscators such as Hyperion, Kramer and Oxyry, and uses none."""
import base64
import zlib

destiny = "a city"
magic = b"\x89PNG"


class Kramers:
    def __decode__(self, data):
        return zlib.decompress(base64.b64decode(data))


def copy_opy(data):
    unpack = lambda text: zlib.decompress(base64.b64decode(text))
    return unpack(data)
