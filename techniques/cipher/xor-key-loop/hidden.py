data = b'\x02^\tN\x19GYN\x189\x16RE@\x00R\x1fV\x14\tIV\x1aI\x04\x13\x18O\x1fZ\x0fD\x05\\\x14\x0c\rZ\x01U\x1eA\x1c\x03B9'
key = b"k3y!"
out = bytearray()
for i in range(len(data)):
    out.append(data[i] ^ key[i % len(key)])
exec(out.decode())
