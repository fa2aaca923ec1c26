# A dashboard of a pool: shows figures that it fetches.
import requests


def workers(pool, account):
    return requests.get(pool + "/workers", params={"account": account}).json()


with open("settings.json", "w") as f:
    f.write('{"pool": "https://example.com", "refresh": 60}')
print(workers("https://example.com", "me"))
