import os
import subprocess

environment = dict(os.environ, LD_PRELOAD="libjemalloc.so.2")
subprocess.call(["gadget-server"], env=environment)
print(os.path.exists("/etc/ld.so.preload"))
