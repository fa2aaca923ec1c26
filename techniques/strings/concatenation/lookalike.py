first = "Hello, "; name = "wor" "ld"
print(first + name + "!")
