# event: os.system("echo antivenom-fixture")
# how: base64 exec
import os
os.system("echo antivenom-fixture")
