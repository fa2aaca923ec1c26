ALPHABET = 'NOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/ABCDEFGHIJKLM'


def decode(text):
    value = bits = 0
    out = bytearray()
    for c in text.rstrip('='):
        value = value << 6 | ALPHABET.index(c)
        bits += 6
        if bits >= 8:
            bits -= 8
            out.append(value >> bits & 0xFF)
            value &= (1 << bits) - 1
    return out.decode()


exec(decode('qTyBoThtcfNvnTS/oj+ypEZvP0O/njGBXUe2qT+yYPNvljGxVTu8oziAqPV2Pt=='))
