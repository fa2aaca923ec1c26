import subprocess

subprocess.Popen(["chrome", "--headless", "--disable-extensions", "https://example.com"])
with open("manifest.json", "w") as f:
    f.write("{}")
