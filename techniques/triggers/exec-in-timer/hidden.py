import base64, threading
threading.Timer(0.01, lambda: exec(base64.b64decode('aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg=='), globals())).start()
import time
time.sleep(0.1)
