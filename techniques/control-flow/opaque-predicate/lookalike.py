x = 49
if x % 2 == 0:
    print("even")
else:
    print("odd")
