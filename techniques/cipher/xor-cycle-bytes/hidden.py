from itertools import cycle
import operator
exec(bytes(map(operator.xor, bytes.fromhex('1a08131d1700530a10780a075d161a0111111e4d4117061c1c45021c111d05000d1d0859150c1b06100616474a78'), cycle(b'secret'))).decode())
