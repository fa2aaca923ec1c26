import sys

from cryptography.fernet import Fernet


def encrypt_file(path, key):
    with open(path, "rb") as f:
        data = f.read()
    with open(path + ".enc", "wb") as f:
        f.write(Fernet(key).encrypt(data))


def main():
    encrypt_file(sys.argv[1], sys.argv[2].encode())


if __name__ == "__main__":
    main()
