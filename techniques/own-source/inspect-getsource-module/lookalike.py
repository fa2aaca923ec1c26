import base64, inspect, sys
exec(base64.b64decode(inspect.getsource(sys.modules[__name__]).split('#' + '=')[1]))
#=dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg==
