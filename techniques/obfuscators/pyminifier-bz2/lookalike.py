import bz2, base64
exec(bz2.decompress(base64.b64decode('QlpoOTFBWSZTWU2+0KMAABVZgAAQUGQAAiZn3AAgACGpkaGgGIUwmmgNMQ6JVVeFBXSZ692RTpFgGPzvhoTnAW0i4+LuSKcKEgm32hRg')))
# Created by pyminifier (https://github.com/liftoff/pyminifier)
