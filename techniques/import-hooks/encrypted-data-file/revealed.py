# event: os.system("echo antivenom-fixture")
# how: xor compile exec
import os
os.system("echo antivenom-fixture")
