# event: subprocess.run("echo antivenom-fixture")
