# A program with a database of its own: synchronises rows with its server and prints others.
import sqlite3

import requests

database = sqlite3.connect("notes.db")


def notes():
    return database.cursor().execute("SELECT text FROM notes").fetchall()


def synchronise():
    requests.post("https://example.com/sync", json=notes())


print(notes())
synchronise()
