import base64
import codecs
import zlib

exec(base64.b64decode("cHJpbnQoMSk="))  # expect
exec(zlib.decompress(base64.b64decode("eJwrKMrMK9Ew0gQADhcCsQ==")).decode())  # expect
exec("".join(chr(c) for c in [112, 114, 105, 110, 116, 40, 51, 41]))  # expect
exec(")4(tnirp"[::-1])  # expect
eval(codecs.decode("cevag(5)", "rot13"))  # expect

run = exec
PARTS = ["cHJpbn", "QoNik="]
run(compile(base64.b64decode("".join(PARTS)), "<x>", "exec"))  # expect

_ = lambda s: __import__("zlib").decompress(__import__("base64").b64decode(s[::-1]))
exec((_)(b"==gtCEiDAQw1wE9KMrMKrwJe"))  # expect
