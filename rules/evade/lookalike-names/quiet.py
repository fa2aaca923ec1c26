größe = 1
имя = "name"
print(größe, имя)
