import requests

requests.register("https://example.com/antivenom-fixture")
