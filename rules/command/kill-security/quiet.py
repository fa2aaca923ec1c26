import os
import signal
import subprocess

server = subprocess.Popen(["sample-server", "--port", "8000"])
server.terminate()
os.system("taskkill /f /im sample-server.exe")
os.kill(os.getpid(), signal.SIGTERM)
