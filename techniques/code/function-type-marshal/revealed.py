# event: os.system("echo antivenom-fixture")
# how: marshal
import os
os.system('echo antivenom-fixture')
