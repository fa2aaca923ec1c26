import base64
import json
import zlib

data = json.loads(zlib.decompress(base64.b64decode("eJyLNtRRMIoFAATuAWg=")))
exec("x = 1")
exec("exec('y = 2')")
