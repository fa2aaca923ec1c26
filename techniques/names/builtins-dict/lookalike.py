__builtins__['exec' if isinstance(__builtins__, dict) else 0](__builtins__['__imp' 'ort__'](chr(98) + 'ase64').b64decode('dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg=='))
