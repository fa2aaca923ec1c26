import subprocess


def shadow_copies():
    return subprocess.check_output(["vssadmin", "list", "shadows"])


shadow_copies()
