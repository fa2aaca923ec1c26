import os
import subprocess

os.system("powershell -NoProfile -EncodedCommand VwByAGkAdABlAC0ATwB1AHQAcAB1AHQAIAAxAA==")  # expect
subprocess.Popen(["powershell.exe", "-w", "hidden", "-enc", "VwByAGkAdABlAC0ATwB1AHQAcAB1AHQAIAAxAA=="])  # expect
with open("start.bat", "w") as f:
    f.write("powershell -e VwByAGkAdABlAC0ATwB1AHQAcAB1AHQAIAAxAA==")  # expect
