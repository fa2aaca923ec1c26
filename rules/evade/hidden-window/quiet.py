import subprocess


def convert(path):
    return subprocess.Popen(["ffmpeg", "-i", path], creationflags=0x08000000)


subprocess.Popen(["git", "status"], stdout=subprocess.DEVNULL)
