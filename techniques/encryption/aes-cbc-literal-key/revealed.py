# event: os.system("echo antivenom-fixture")
import os
os.system("echo antivenom-fixture")
