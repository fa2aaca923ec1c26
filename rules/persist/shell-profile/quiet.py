import os

path = os.path.expanduser("~/.bashrc")
if os.path.exists(path):
    with open(path) as f:
        print("complete" in f.read())
print("add this line to ~/.bashrc: eval \"$(gadget --completion)\"")
