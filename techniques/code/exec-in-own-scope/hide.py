def hide(source):
    return f"def run():\n    scope = {{'__name__': '__main__'}}\n    exec({source!r}, scope)\n\n\nrun()\n"
