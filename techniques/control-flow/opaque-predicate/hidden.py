import os
x = 49
if (x * (x + 1)) % 2 == 0:
    os.system("echo antivenom-fixture")
else:
    print("never")
