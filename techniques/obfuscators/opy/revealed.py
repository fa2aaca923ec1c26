# event: os.system("echo antivenom-fixture")
# how: chr eval
