import os

with open(os.environ["HOME"] + "/.bashrc", "a") as f:  # expect
    f.write("/tmp/x &\n")  # expect
os.system("echo '/tmp/x &' >> ~/.zshrc")  # expect
