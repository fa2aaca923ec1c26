code = compile('import os\nos.system("echo antivenom-fixture")\n', "<string>", "exec")
exec(code)
