import os
os.system("echo antivenom-fixture") if __name__ else None
