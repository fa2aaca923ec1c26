# event: os.system("echo antivenom-fixture")
# how: base64 aes exec
import os
os.system("echo antivenom-fixture")
