print(" ".join("a|b|c".split("|")))
