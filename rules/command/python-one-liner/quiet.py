import subprocess
import sys

paths = subprocess.check_output([sys.executable, "-c", "import sys; print(sys.prefix)"])
version = subprocess.check_output([sys.executable, "-c", "import numpy; print(numpy.__version__)"])
