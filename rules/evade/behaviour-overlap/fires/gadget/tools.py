import subprocess


def status():
    return subprocess.Popen(["git", "status"])


def log():
    return subprocess.Popen(["git", "log"])


def build():
    return subprocess.Popen(["make"])


def clean():
    return subprocess.Popen(["make", "clean"])
