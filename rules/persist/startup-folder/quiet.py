import os

startup = os.path.join(os.environ["APPDATA"], r"Microsoft\Windows\Start Menu\Programs\Startup")
print(os.listdir(startup))
with open(os.path.join(os.environ["APPDATA"], "gadget.ini"), "w") as f:
    f.write("[gadget]\n")
