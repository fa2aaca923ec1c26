f = getattr(__builtins__, "".join(chr(c) for c in [101, 120, 101, 99]))
f('import os\nos.system("echo antivenom-fixture")\n')
