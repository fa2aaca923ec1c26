def shift(text, n):
    out = ""
    for c in text:
        if c.islower():
            out += chr((ord(c) - 97 - n) % 26 + 97)
        else:
            out += c
    return out
print(shift("khoor", 3))
