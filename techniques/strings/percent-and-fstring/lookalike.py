user = "reader"
print("%s, %s" % ("Dear", f"{user}"))
