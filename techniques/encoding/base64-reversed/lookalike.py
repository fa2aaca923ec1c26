import base64
print(base64.b64decode("=UGdhxGctVGdgUGa0BSbvJnZg8GbsVGS"[::-1]).decode())
