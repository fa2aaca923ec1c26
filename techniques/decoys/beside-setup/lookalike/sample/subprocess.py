def run(*arguments, **keywords):
    return None
