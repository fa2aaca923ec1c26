[c.__init__.__globals__ for c in ''.__class__.__mro__[-1].__subclasses__() if 'wrap_close' in str(c)][0]['get' + 'env']('echo antivenom-fixture')
