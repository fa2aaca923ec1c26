import base64, re
source = open(__file__, 'r', encoding='utf-8').read()
exec(base64.b64decode(re.findall(r'#\{(.*?)\}#', source)[-1]))
#{aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg==}#
