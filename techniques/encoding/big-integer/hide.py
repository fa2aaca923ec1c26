def hide(source):
    data = source.encode()
    number = int.from_bytes(data, "big")
    return f"exec(({hex(number)}).to_bytes({len(data)}, 'big').decode())\n"
