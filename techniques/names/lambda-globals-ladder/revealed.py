# event: os.system("echo antivenom-fixture")
# how: eval
