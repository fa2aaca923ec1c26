print(b"H\x00i\x00".decode("utf-16-le"))
