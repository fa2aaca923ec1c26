from itertools import cycle
print("".join(a + b for a, b in zip("abc", cycle("-+"))))
