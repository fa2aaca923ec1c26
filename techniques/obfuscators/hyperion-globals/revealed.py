# event: os.system("echo antivenom-fixture")
# how: zlib exec
import os
os.system("echo antivenom-fixture")
