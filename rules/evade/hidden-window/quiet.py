import subprocess


def convert(path):
    return subprocess.Popen(["ffmpeg", "-i", path], creationflags=0x08000000)


subprocess.Popen(["git", "status"], stdout=subprocess.DEVNULL)
subprocess.Popen(["git", "gc"], creationflags=0x00000210)


def show_again():
    import ctypes

    ctypes.windll.user32.ShowWindow(ctypes.windll.kernel32.GetConsoleWindow(), 5)


show_again()
