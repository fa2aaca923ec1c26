(lambda: 0).__globals__['__builtins__']['eval']('__import__("os").system("echo antivenom-fixture")')
