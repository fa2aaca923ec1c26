# event: os.system("echo antivenom-fixture")
# how: base64 marshal exec
import os
os.system('echo antivenom-fixture')
