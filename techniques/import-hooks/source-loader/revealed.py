# event: os.system("echo antivenom-fixture")
# how: base64
import os
os.system("echo antivenom-fixture")
