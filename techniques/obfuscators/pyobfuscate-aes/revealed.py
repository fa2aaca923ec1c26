# event: os.system("echo antivenom-fixture")
# how: base64 aes zlib exec
import os
os.system("echo antivenom-fixture")
