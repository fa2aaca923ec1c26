import base64
import json
import zlib

ICON = base64.b64decode("bm90IHJlYWxseSBhbiBpY29u")
TABLE = json.loads(zlib.decompress(base64.b64decode("eJyrVkpUslIwrAUACeUCKQ==")))

_TEMPLATE = """
def {name}(value):
    return value * {factor}
"""

for name, factor in [("double", 2), ("triple", 3)]:
    exec(_TEMPLATE.format(name=name, factor=factor))

exec("raise_from = lambda value, source: value")
total = eval("1 + 2")


def decode(text):
    return base64.b64decode(text).decode()


print(decode("aGVsbG8="), len(ICON), TABLE)

import pickle

print(pickle.loads(zlib.decompress(b"x\x9c\xd3\xc8)0\xe0\xf24\xe4J\xf44\x02bc\xaeD=\x00(\x97\x04\x1f")))
