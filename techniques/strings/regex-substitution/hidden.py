import os, re
os.system(re.sub("[0-9]", "", "e1c2h3o4 a5n6tivenom-f7ixture"))
