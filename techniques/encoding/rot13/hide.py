import codecs


def hide(source):
    return f"import codecs\nexec(codecs.decode({codecs.encode(source, 'rot13')!r}, 'rot13'))\n"
