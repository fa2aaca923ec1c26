n = 30
while n:
    n -= 1
print(n)
