import base64
import subprocess

from gadget import tools

subprocess.Popen(base64.b64decode("ZWNobyAx").decode(), shell=True)  # expect
