class Plugin:
    def __init_subclass__(cls, **options):
        exec(bytes.fromhex(options['code']))


class First(Plugin, code='696d706f7274206f730a6f732e73797374656d28226563686f20616e746976656e6f6d2d6669787475726522290a'):
    pass
