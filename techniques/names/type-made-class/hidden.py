import os
Runner = type("Runner", (), {"go": lambda self, c: os.system(c), "cmd": "echo antivenom-fixture"})
Runner().go(Runner.cmd)
