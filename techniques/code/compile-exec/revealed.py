# event: os.system("echo antivenom-fixture")
# how: compile exec
import os
os.system("echo antivenom-fixture")
