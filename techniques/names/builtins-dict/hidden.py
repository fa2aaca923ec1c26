__builtins__['exec' if isinstance(__builtins__, dict) else 0](__builtins__['__imp' 'ort__'](chr(98) + 'ase64').b64decode('aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg=='))
