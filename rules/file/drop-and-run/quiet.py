import hashlib
import os
import subprocess
import sys
import tarfile

import requests


def download_model(name):
    path = os.path.join(os.path.expanduser("~/.cache/gadget"), name)
    data = requests.get("https://example.com/models/" + name).content
    if hashlib.sha256(data).hexdigest() != name:
        raise ValueError(name)
    with open(path, "wb") as f:
        f.write(data)
    return path


def convert(source, target):
    subprocess.check_call(["ffmpeg", "-i", source, target])


def run_script(name):
    return subprocess.call([sys.executable, os.path.join(os.path.dirname(__file__), name)])


def compile_source(text):
    with open("probe.c", "w") as f:
        f.write(text)
    subprocess.check_call(["cc", "probe.c"])


model = download_model("small.bin")
compile_source("int main(void) { return 0; }")


def build_library(version):
    archive = "zlib-" + version + ".tar.gz"
    with open(archive, "wb") as f:
        f.write(requests.get("https://example.com/src/" + archive).content)
    subprocess.check_call(["tar", "xf", archive])


def rebuild(name, folder):
    with open("zones.tar", "wb") as f:
        f.write(requests.get("https://example.com/zones.tar").content)
    with tarfile.open("zones.tar") as archive:
        archive.extractall(folder)
    subprocess.check_call(["zic", "-d", folder, os.path.join(folder, name)])


def add_launcher():
    import subprocess

    with open("/usr/local/bin/sample", "w") as f:
        f.write("#!/bin/sh\ncd /usr/local/share/sample\n./sample")
    subprocess.Popen("chmod +x /usr/local/bin/sample", shell=True).wait()
    subprocess.Popen("mkdir out;cp /usr/local/bin/sample out/sample", shell=True).wait()


add_launcher()
