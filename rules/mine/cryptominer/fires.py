import os
import subprocess

subprocess.Popen(["/tmp/xmrig", "-o", "pool.invalid:3333"])  # expect
os.system("nohup ./x --coin=monero -u w &")  # expect


def start(pool):
    subprocess.call(f"/tmp/m -o stratum+tcp://{pool} -u wallet", shell=True)  # expect


start("pool.invalid:3333")


def work(name):
    account = "abcd1" + "0123456789abcdefghij" * 2
    subprocess.Popen(["bash", "-c", f"/tmp/{name} -r pool.example.com:3333 -w {account} -p rpc"])  # expect
