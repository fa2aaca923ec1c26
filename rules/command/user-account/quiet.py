import os
import subprocess


def users():
    return subprocess.check_output(["net", "user"])


os.system("id -un")
users()
