value = 1 if __name__ else None
print(value)
