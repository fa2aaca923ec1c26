import os
import subprocess
import tempfile

handle, path = tempfile.mkstemp(suffix=".c")
os.write(handle, b"int main(void) { return 0; }")
subprocess.call(["cc", path])
os.remove(path)


def newest():
    import urllib.request

    data = urllib.request.urlopen("https://example.com/list.txt").read()
    with open("list_cache.txt", "wb") as f:
        f.write(data)
    exec("x = 1")
    os.remove("list_cache.txt")
    return data


newest()


def rebuild_zones():
    import shutil
    import urllib.request

    urllib.request.urlretrieve("https://example.com/zones.tar.gz", "zones.tar.gz")
    subprocess.check_call(["zic", "-d", "out", "zones.tar.gz"])
    os.system("mv zones.tar.gz old_zones.tar.gz")
    os.remove("zones.tar.gz")


rebuild_zones()
