__obfuscator__ = "Hyperion"  # expect

_ = lambda __ : __import__('zlib').decompress(__import__('base64').b64decode(__[::-1]))  # expect
exec((_)(b'==gtCEiDAQw1wE9KMrMKrwJe'))

magic = "cHJp"
love = "bnQo"
god = "MSk="
destiny = ""  # expect

____ = eval("\145\166\141\154")  # expect


def l1lll_opy_(ll_opy_):  # expect
    return ll_opy_
