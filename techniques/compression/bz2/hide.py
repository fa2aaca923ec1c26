import bz2


def hide(source):
    return f"import bz2\ncode = bz2.decompress({bz2.compress(source.encode())!r}).decode('utf-8')\nexec(code, globals())\n"
