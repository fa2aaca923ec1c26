print("a1b2c3"[::2])
