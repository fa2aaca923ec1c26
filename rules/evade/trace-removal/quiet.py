import os
import subprocess
import tempfile

handle, path = tempfile.mkstemp(suffix=".c")
os.write(handle, b"int main(void) { return 0; }")
subprocess.call(["cc", path])
os.remove(path)
