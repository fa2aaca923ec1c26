# Shows how full the drives are; copies a folder to the drive that its user names.
import shutil

import psutil


def show():
    for drive in psutil.disk_partitions():
        print(drive.mountpoint, psutil.disk_usage(drive.mountpoint).percent)


def backup(folder, target):
    shutil.copytree(folder, target)


show()
