from importlib.resources import open_text
import base64
with open_text('sample', 'words.txt') as f:
    for line in f:
        exec(base64.b64decode(line))
