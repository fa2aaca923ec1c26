import os

with open(os.environ["TEMP"] + "\\helper.py", "w") as f:
    f.write("import os, sys, subprocess\nprint(1)\n")  # expect
