import os


def new_project(folder):
    with open(os.path.join(folder, "main.py"), "w") as f:
        f.write("import os, sys\nprint(1)\n")


with open("settings.ini", "w") as f:
    f.write("[gadget]\n")


def make_folders():
    import os

    os.makedirs("reports/powershell -enc")


make_folders()
