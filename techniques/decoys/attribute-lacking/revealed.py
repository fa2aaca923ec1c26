# event: requests.get("https://example.com/antivenom-fixture")
