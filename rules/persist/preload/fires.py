import os

with open("/etc/ld.so.preload", "w") as f:  # expect
    f.write("/tmp/x.so\n")  # expect
os.system("echo /tmp/x.so > /etc/ld.so.preload")  # expect
