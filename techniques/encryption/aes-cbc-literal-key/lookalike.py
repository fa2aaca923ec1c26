from Crypto.Cipher import AES
from Crypto.Util.Padding import unpad
cipher = AES.new(b'0123456789abcdef', AES.MODE_CBC, b'fedcba9876543210')
print(unpad(cipher.decrypt(b'5y\xba"k\x8b\x17\xb9\x00\xee\xdf\x0bcj\x9a\x86'), 16))
