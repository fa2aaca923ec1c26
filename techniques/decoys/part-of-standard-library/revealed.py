# event: urllib.request.urlopen("https://example.com/antivenom-fixture")
