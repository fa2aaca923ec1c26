space = {}
exec('import os\ndef go(c): os.system(c)\n', space)
space["go"]("echo antivenom-fixture")
