class Words:
    def _696d706f7274206f730a6f73(self): pass
    def _2e73797374656d2822656368(self): pass
    def _6f20616e746976656e6f6d2d(self): pass
    def _6669787475726522290a(self): pass


exec(bytes.fromhex(''.join(n[1:] for n in vars(Words) if n.startswith('_') and not n.startswith('__'))))
