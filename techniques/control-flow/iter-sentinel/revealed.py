# event: os.system("echo antivenom-fixture")
# how: hex exec
import os
os.system("echo antivenom-fixture")
