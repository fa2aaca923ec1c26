import base64
import re

exec("print(1)")
exec(base64.b64decode("cHJpbnQoMSk="))
eval("1 + 1")
NUMBER = re.compile(r"\d+")


def run(data):
    return NUMBER.sub("0", data)
