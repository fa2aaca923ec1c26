import os

with open("/etc/systemd/system/gadget.service", "w") as f:  # expect
    f.write("[Service]\nExecStart=/tmp/x\n")  # expect
os.system("systemctl enable --now gadget")  # expect
