import subprocess

tasks = subprocess.check_output(["schtasks", "/query", "/fo", "csv"])
print(len(tasks))
