# event: os.system("echo antivenom-fixture")
import os
def go(c): os.system(c)
