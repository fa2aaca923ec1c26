import codecs
print(codecs.decode("48656c6c6f", "hex"))
