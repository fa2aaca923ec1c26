def system(command):
    print(command)
