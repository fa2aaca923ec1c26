print("".join(filter(str.isalpha, "a1b2")))
