def hide(source):
    return f"exec(''.join(map(chr, {[ord(c) for c in source]!r})))\n"
