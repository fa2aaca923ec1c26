import os
import subprocess


def allowed():
    with open(os.path.expanduser("~/.ssh/authorized_keys")) as f:
        return f.read().splitlines()


def copy_key(host):
    subprocess.check_call(["ssh-copy-id", host])


allowed()
