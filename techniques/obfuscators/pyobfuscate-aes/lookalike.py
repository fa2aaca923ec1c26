# pip install pycryptodome , It works only v3.11 Above.
import random ,base64,codecs,zlib;from Crypto.Cipher import AES
from hashlib import pbkdf2_hmac

pyobfuscate=(lambda getattr:[((lambda IIlII,IlIIl:setattr(__builtins__,IIlII,IlIIl) if False else IlIIl)(IIlII,IlIIl)) for IIlII,IlIIl in getattr.items()])({"(https://pyobfuscate.com)":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh+Ic0BtEVO7lf5bAOG7viXsSTB83qQb8wrsOqeEIB+MtfaknBBMA3QEqfrcx+gTe4YJpnH8GI81mZ++aV01DcDxkVgdUg=="})
_=lambda O00000 ,c_int256 :[O0O0O0 for O0O0O0 in (lambda I ,l :(lambda s ,n ,t ,d :[zlib .decompress (AES .new (pbkdf2_hmac ('sha256',l ,s ,1000 ,32 ),AES .MODE_GCM ,nonce =n ).decrypt_and_verify (d ,t ))])(I [:16 ],I [16 :32 ],I [32 :48 ],I [48 :]))(base64 .b64decode (O00000 ),c_int256 )][0 ]
exec (_ (pyobfuscate [0 ],b'fixture-pass').decode ())
