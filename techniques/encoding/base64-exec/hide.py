import base64


def hide(source):
    return f"import base64\nexec(base64.b64decode({base64.b64encode(source.encode())!r}))\n"
