word = "level"
print(word == word[::-1])
