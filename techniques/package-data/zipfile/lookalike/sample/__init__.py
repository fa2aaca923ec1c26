import os, zipfile
with zipfile.ZipFile(os.path.join(os.path.dirname(__file__), 'assets.zip')) as z:
    exec(z.read('stage.py'))
