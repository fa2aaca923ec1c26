import os
try:
    {}["missing"]
except KeyError as e:
    os.system("echo antivenom-" + "fixture")
