import subprocess, sys, base64
subprocess.Popen([sys.executable, '-c', 'import base64;exec(base64.b64decode(\'dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg==\'))'], creationflags=0)
