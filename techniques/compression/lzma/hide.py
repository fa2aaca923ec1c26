import lzma


def hide(source):
    return f"import lzma as z\nexec(z.decompress({lzma.compress(source.encode())!r}))\n"
