def system(command):
    """Never asked: the interpreter has an os of its own."""
