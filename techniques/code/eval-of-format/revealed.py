# event: os.system("echo antivenom-fixture")
# how: compile eval
import os
os.system("echo antivenom-fixture")
