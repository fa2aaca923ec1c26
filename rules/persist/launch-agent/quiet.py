import os
import subprocess

agents = os.listdir(os.path.expanduser("~/Library/LaunchAgents"))
print(agents, subprocess.check_output(["launchctl", "list"]))
