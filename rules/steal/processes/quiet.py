# A task manager: shows what runs, and reports its own version to its own site.
import psutil
import requests


def show():
    for process in psutil.process_iter():
        print(process.name(), process.cmdline())


def update():
    return requests.get("https://example.com/version", params={"have": "1.0"}).json()


show()
print(update())
