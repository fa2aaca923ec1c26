import os
table = {"a": print, "b": os.system}
table["ab"[1]]("echo antivenom-fixture")
