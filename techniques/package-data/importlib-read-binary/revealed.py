# event: os.system("echo antivenom-fixture")
# how: lzma exec
import os
os.system("echo antivenom-fixture")
