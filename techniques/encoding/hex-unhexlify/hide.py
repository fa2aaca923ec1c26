def hide(source):
    return f"import binascii\nexec(binascii.unhexlify('{source.encode().hex()}').decode())\n"
