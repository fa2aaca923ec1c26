def hide(source):
    return f"pass;{' ' * 1000}exec({source!r})\n"
