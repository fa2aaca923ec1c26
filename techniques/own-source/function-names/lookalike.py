class Words:
    def _7469746c65203d2022686172(self): pass
    def _6d6c657373220a7072696e74(self): pass
    def _287469746c652c2022616e64(self): pass
    def _20686f6e65737422290a(self): pass


exec(bytes.fromhex(''.join(n[1:] for n in vars(Words) if n.startswith('_') and not n.startswith('__'))))
