def get(*arguments):
    return None
