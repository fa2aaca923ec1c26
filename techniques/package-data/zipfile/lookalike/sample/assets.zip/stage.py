title = "harmless"
print(title, "and honest")
