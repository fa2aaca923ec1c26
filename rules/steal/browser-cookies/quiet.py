# A downloader that uses the login of the user's browser at the site, and a parser of cookie files of its own.
import http.cookiejar

import browser_cookie3
import requests


def download(url):
    return requests.get(url, cookies=browser_cookie3.firefox()).content


def load(path):
    jar = http.cookiejar.MozillaCookieJar(path)
    jar.load()
    return jar


def parse(header):
    return dict(part.split("=", 1) for part in header.split("; "))


with open("cookies.txt") as f:
    print(parse(f.read()))
