SLUG = str.maketrans(" _", "--")
print("a title_here".translate(SLUG))
