# event: os.system("echo antivenom-fixture")
