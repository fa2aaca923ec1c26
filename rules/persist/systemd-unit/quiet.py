import subprocess

state = subprocess.check_output(["systemctl", "is-active", "gadget"])
subprocess.call(["systemctl", "restart", "gadget"])
with open("/etc/systemd/system/gadget.service") as f:
    print(f.read(), state)
