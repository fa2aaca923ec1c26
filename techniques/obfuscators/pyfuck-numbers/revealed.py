# event: os.system("echo antivenom-fixture")
# how: exec
import os
os.system("echo antivenom-fixture")
