# event: os.system("echo antivenom-fixture")
# how: marshal exec
import os
os.system('echo antivenom-fixture')
