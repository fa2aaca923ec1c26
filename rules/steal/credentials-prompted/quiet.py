# file: sample/cli.py
# A command line client: asks for a password and logs in to its own service, when it is started.
import getpass

import requests


def main():
    name = input("User: ")
    password = getpass.getpass()
    answer = requests.post("https://example.com/login", json={"name": name, "password": password})
    print(answer.json()["token"])


if __name__ == "__main__":
    main()
