# event: os.system("echo antivenom-fixture")
# off-screen
