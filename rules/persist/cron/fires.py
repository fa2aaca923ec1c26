import os
import subprocess

os.system("(crontab -l; echo '@reboot /tmp/x') | crontab -")  # expect
with open("/etc/cron.d/gadget", "w") as f:  # expect
    f.write("* * * * * root /tmp/x\n")  # expect
subprocess.run("crontab /tmp/x.cron", shell=True)  # expect
