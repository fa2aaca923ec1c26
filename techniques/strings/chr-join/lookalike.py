print("".join([chr(72), chr(105)]))
