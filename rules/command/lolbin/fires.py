import os
import subprocess
import tempfile

os.system("mshta vbscript:Close(Execute(1))")  # expect
subprocess.run(["certutil", "-decode", "a.txt", "a.bin"])  # expect
os.system("regsvr32 /s " + os.path.join(tempfile.gettempdir(), "x.dll"))  # expect
os.system("wmic process call create calc.exe")  # expect
subprocess.Popen(["cscript", os.environ["TEMP"] + "/note.vbs"])  # expect
