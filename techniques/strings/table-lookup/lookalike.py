letters = "ACGT"
print("".join(letters[i] for i in [0, 3, 2]))
