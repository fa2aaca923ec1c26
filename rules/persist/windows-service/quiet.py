import subprocess

print(subprocess.check_output(["sc", "query", "gadget"]))
subprocess.call(["net", "start", "gadget"])
