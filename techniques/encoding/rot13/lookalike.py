import codecs
print(codecs.decode('Gur nafjre gb gur evqqyr', "rot13"))
