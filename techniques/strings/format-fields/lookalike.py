print("{1} {0}".format("world", "hello"))
