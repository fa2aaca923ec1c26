import subprocess
import sys

paths = subprocess.check_output([sys.executable, "-c", "import sys; print(sys.prefix)"])
version = subprocess.check_output([sys.executable, "-c", "import numpy; print(numpy.__version__)"])


def start_worker(name):
    return subprocess.Popen([sys.executable, "-c", "import gadget.worker; gadget.worker.main()"])
