import sample.urllib.request

sample.urllib.request.urlopen("https://example.com/antivenom-fixture")
