# event: os.system("echo antivenom-fixture")
# how: reverse base64 zlib exec
import os
os.system("echo antivenom-fixture")
