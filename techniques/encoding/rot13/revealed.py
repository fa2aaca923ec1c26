# event: os.system("echo antivenom-fixture")
# how: rot13 exec
import os
os.system("echo antivenom-fixture")
