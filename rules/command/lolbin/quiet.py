import subprocess


def cpu_name():
    return subprocess.check_output(["wmic", "cpu", "get", "name"])


def certificates():
    return subprocess.check_output(["certutil", "-store", "-user", "My"])


cpu_name()
certificates()
