from hashlib import sha256
from base64 import b64decode
from Crypto.Cipher import AES
from Crypto.Util.Padding import unpad


class Vault:
    def __init__(self, secret):
        self.key = sha256(secret.encode()).digest()

    def open(self, blob):
        raw = b64decode(blob)
        cipher = AES.new(self.key, AES.MODE_CBC, raw[:AES.block_size])
        return unpad(cipher.decrypt(raw[AES.block_size:]), AES.block_size)


exec(Vault('Thirty-two').open('AAECAwQFBgcICQoLDA0OD5k66JKM0gfM0laJmfNrfRQcfmUCYxJceYef7Mk1lpZ7mhZ7nHnCAIWXY+3vpkD0mg=='))
