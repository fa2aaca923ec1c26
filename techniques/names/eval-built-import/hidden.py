m = eval("__im" + "port__('o" + "s')")
m.system("echo antivenom-fixture")
