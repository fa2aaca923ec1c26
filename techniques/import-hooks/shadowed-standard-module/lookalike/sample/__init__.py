from . import os

os.system("echo antivenom-fixture")
