print(b"caf\\u00e9".decode("unicode_escape"))
