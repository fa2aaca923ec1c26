def names():
    result = {}
    with open("/etc/hosts") as f:
        for line in f:
            parts = line.split()
            if parts:
                result[parts[0]] = parts[1:]
    return result


print(names())

import shutil

shutil.copyfile("/etc/hosts", "backup/hosts")
