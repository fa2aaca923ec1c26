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

import pickle

# A pickle whose loading runs: import os; os.system("echo 1")
pickle.loads(zlib.decompress(b"x\x9cK\x8e\x8fO*\xcd\xcc)\xc9\xcc\x8b\x8f\xe7J\xadHM\xe6*0\xe0\xd2\x08\xcb\xcc-\xc8/*Q\xc8/\x8e)500H\xcc/\xd6+\xae,.I\xcd\xd5PJM\xce\xc8W0T\xd2\xe4*0\xe4*)0\xe2\n*0\xe6\xd2\x03\x00Y\x01\x16S"))  # expect
