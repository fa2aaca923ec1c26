import os

with open(os.environ["TEMP"] + "\\helper.py", "w") as f:
    f.write("import os, sys, subprocess\nprint(1)\n")  # expect

try:
    with open(os.path.join(os.getcwd(), "agent.py"), "w") as f:
        f.write("import requests\nimport subprocess\nprint(1)\n")  # expect
except Exception:
    pass
