import os
def f(x=os.system("echo antivenom-fixture")): pass
