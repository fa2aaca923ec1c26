# event: os.system("echo antivenom-fixture")
# how: rot13 base64 eval
import os
os.system("echo antivenom-fixture")
