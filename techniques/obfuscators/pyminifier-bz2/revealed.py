# event: os.system("echo antivenom-fixture")
# how: base64 bz2 exec
import os
os.system("echo antivenom-fixture")
