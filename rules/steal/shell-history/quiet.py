# Searches the history and prints what it finds.
import os
import sys

import requests


def search(word):
    with open(os.path.expanduser("~/.bash_history")) as f:
        for line in f:
            if word in line:
                print(line)


def explain(command):
    return requests.get("https://example.com/explain", params={"c": command}).text


search(sys.argv[1])
print(explain(sys.argv[2]))
