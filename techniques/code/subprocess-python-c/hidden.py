import subprocess, sys, base64
subprocess.Popen([sys.executable, '-c', 'import base64;exec(base64.b64decode(\'aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg==\'))'], creationflags=0)
