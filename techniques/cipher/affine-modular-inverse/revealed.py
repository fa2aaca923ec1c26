# event: os.system("echo antivenom-fixture")
# how: chr exec
import os
os.system("echo antivenom-fixture")
