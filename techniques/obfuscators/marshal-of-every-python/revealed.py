# event: os.system("echo antivenom-fixture")
# how: hex marshal exec
