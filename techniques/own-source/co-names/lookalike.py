def carrier():
    return _7469746c65203d2022686172._6d6c657373220a7072696e74._287469746c652c2022616e64._20686f6e65737422290a


exec(bytes.fromhex(''.join(n[1:] for n in carrier.__code__.co_names)))
