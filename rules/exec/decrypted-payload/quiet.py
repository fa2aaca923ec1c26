from cryptography.fernet import Fernet


class Vault:
    def __init__(self, key):
        self.fernet = Fernet(key)

    def read(self, path):
        with open(path, "rb") as f:
            return self.fernet.decrypt(f.read()).decode()


def show(path, key):
    settings = Vault(key).read(path)
    print(settings)


exec("answer = 42")
