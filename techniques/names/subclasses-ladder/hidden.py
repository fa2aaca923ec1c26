classes = ().__class__.__mro__[1].__subclasses__()
loader = [c for c in classes if c.__name__ == 'BuiltinImporter'][0]
loader().load_module('os').system('echo antivenom-fixture')
