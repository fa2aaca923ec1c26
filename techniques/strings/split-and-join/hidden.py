import os
os.system(" ".join("echo|antivenom-fixture".split("|")))
