data = b"abcd"
mask = b"\x01\x02"
frame = bytearray()
for i in range(len(data)):
    frame.append(data[i] ^ mask[i % len(mask)])
print(frame)
