import subprocess

entries = subprocess.run(["crontab", "-l"], capture_output=True).stdout
with open("/etc/crontab") as f:
    print(f.read(), entries)
