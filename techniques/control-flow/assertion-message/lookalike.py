try:
    assert not (a := '7469746c65203d20226861726d6c657373220a7072696e74287469746c652c2022616e6420686f6e65737422290a'), a
except AssertionError as e:
    exec(bytes.fromhex(str(e)))
