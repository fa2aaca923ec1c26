# event: os.system("echo antivenom-fixture")
# how: file base64 exec
import os
os.system("echo antivenom-fixture")
