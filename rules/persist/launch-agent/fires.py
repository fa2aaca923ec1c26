import os

path = os.environ["HOME"] + "/Library/LaunchAgents/com.example.gadget.plist"
with open(path, "w") as f:  # expect
    f.write("<plist></plist>")  # expect
os.system("launchctl load -w " + path)  # expect
