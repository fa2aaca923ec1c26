# event: os.system("echo antivenom-fixture")
# how: base64 exec
