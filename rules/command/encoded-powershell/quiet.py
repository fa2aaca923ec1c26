import base64
import subprocess


def run_script(script):
    encoded = base64.b64encode(script.encode("utf-16-le")).decode()
    return subprocess.check_output(["powershell", "-NoProfile", "-EncodedCommand", encoded])


def version():
    return subprocess.check_output(["powershell", "-Command", "$PSVersionTable.PSVersion"])


version()
