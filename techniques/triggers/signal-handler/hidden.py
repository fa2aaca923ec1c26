import base64, os, signal
signal.signal(signal.SIGUSR1, lambda number, frame: exec(base64.b64decode('aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg=='), {}))
os.kill(os.getpid(), signal.SIGUSR1)
