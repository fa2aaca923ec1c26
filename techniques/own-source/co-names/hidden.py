def carrier():
    return _696d706f7274206f730a6f73._2e73797374656d2822656368._6f20616e746976656e6f6d2d._6669787475726522290a


exec(bytes.fromhex(''.join(n[1:] for n in carrier.__code__.co_names)))
