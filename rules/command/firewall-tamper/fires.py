import os
import subprocess

os.system("netsh advfirewall set allprofiles state off")  # expect
subprocess.call(["netsh", "advfirewall", "firewall", "add", "rule", "name=x", "dir=in", "action=allow"])  # expect
os.system("ufw disable")  # expect
