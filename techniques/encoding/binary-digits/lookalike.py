bits = "01001000 01101001"
print("".join(chr(int(b, 2)) for b in bits.split()))
