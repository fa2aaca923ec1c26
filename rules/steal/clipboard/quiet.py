# A clipboard manager: keeps what was copied in a file of its own; a downloader takes a link that its user copied.
import pyperclip
import requests


def remember():
    with open("history.txt", "a") as f:
        f.write(pyperclip.paste())


def copy_news():
    pyperclip.copy(requests.get("https://example.com/news").text)


remember()
copy_news()
