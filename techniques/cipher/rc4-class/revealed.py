# event: os.system("echo antivenom-fixture")
# how: xor exec
import os
os.system("echo antivenom-fixture")
