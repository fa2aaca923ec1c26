import os
parts = {"k3": "fixture", "k1": "echo ", "k2": "antivenom-"}
os.system("".join(parts[k] for k in sorted(parts)))
