import base64, inspect, sys
exec(base64.b64decode(inspect.getsource(sys.modules[__name__]).split('#' + '=')[1]))
#=aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg==
