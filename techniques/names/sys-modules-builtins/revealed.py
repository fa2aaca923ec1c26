# event: os.system("echo antivenom-fixture")
# how: hex compile exec
import os
os.system("echo antivenom-fixture")
