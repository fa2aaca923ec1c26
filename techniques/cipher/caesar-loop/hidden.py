def shift(text, n):
    out = ""
    for c in text:
        if c.islower():
            out += chr((ord(c) - 97 - n) % 26 + 97)
        else:
            out += c
    return out
exec(shift('txazce zd\nzd.djdepx("pnsz lyetgpyzx-qtiefcp")\n', 11))
