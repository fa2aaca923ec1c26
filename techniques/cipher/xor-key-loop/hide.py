def hide(source):
    key = b"inert-key"
    data = bytes(c ^ key[i % len(key)] for i, c in enumerate(source.encode()))
    return (
        f"key = {key!r}\ndata = {data!r}\nout = bytearray()\n"
        "for i in range(len(data)):\n    out.append(data[i] ^ key[i % len(key)])\nexec(out.decode())\n"
    )
