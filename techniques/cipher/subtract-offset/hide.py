def hide(source):
    return f"exec(''.join(chr(c - 7) for c in {[ord(c) + 7 for c in source]!r}))\n"
