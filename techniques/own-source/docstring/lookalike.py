"""dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg=="""
import base64
exec(base64.b64decode(__doc__))
