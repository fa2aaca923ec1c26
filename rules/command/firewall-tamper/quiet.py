import subprocess


def rules():
    return subprocess.check_output(["netsh", "advfirewall", "show", "allprofiles"])


def status():
    return subprocess.check_output(["iptables", "-L", "-n"])


rules()
status()
