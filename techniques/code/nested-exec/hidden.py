n = 30
s = "n -= 1\nexec(s if n else p)"
p = 'import os\nos.system("echo antivenom-fixture")\n'
exec(s)
