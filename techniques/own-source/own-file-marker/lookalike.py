import base64, re
source = open(__file__, 'r', encoding='utf-8').read()
exec(base64.b64decode(re.findall(r'#\{(.*?)\}#', source)[-1]))
#{dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg==}#
