from itertools import cycle
import operator
exec(bytes(map(operator.xor, bytes.fromhex('070c171e00544e45411a04061e09060116567915111b0b005b110a0609115f4541130b10530d0c1c000707474a78'), cycle(b'secret'))).decode())
