# event: os.system("echo antivenom-fixture")
# how: fernet exec
import os
os.system("echo antivenom-fixture")
