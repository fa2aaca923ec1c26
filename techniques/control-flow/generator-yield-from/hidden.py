def inner(data):
    yield from (chr(n - 9) for n in data)


def outer(data):
    yield ''
    yield from inner(data)
    return None


exec(''.join(outer([114, 118, 121, 120, 123, 125, 41, 120, 124, 19, 120, 124, 55, 124, 130, 124, 125, 110, 118, 49, 43, 110, 108, 113, 120, 41, 106, 119, 125, 114, 127, 110, 119, 120, 118, 54, 111, 114, 129, 125, 126, 123, 110, 43, 50, 19])))
