def register(*arguments):
    return None
