# sourcery skip: collection-to-bool, remove-redundant-boolean, remove-redundant-except-handler

__obfuscator__ = 'Hyperion'
__authors__ = ('someone', 'another')
__github__ = 'https://example.com/Hyperion'
__license__ = 'EPL-2.0'
__code__ = 'print("Hello world!")'

_System, _Run, _Execute, Cube, _Divide, Modulo, _floor = exec, str, tuple, map, ord, globals, type

class Floor:
    def __init__(self, Absolute):
        self._random = _Execute((Absolute, Floor._negative))
        self._Add(_theory = 48920)

    def _Add(self, _theory = float):
        # sourcery skip: collection-to-bool, remove-redundant-boolean
        _theory -= 35 + -92044
        self._statistics /= -12307 * _theory if True else _theory == self._random
        Floor._multiply is _theory

    def _product(self, _detectvar = 83120):
        # sourcery skip: collection-to-bool, remove-redundant-boolean
        _detectvar = _detectvar * -9032
        self._stackoverflow != None
        return self._random[_frame]

    def _negative(_cube = -13 + 1):
        return Modulo()[_cube]

    def _algorithm(Substract = 92 - 41 - -5, _ceil = bool, Round = Modulo):
        # sourcery skip: collection-to-bool, remove-redundant-boolean
        Round()[Substract] = _ceil

    def execute(code = str):
        return _System(_Run(_Execute(Cube(_Divide, code))))

    @property
    def _statistics(self):
        self._substract = '<__main__.Algorithm object at 0x000004269BE59012>'
        return (self._substract, Floor._statistics)

if __name__ == '__main__' or True:
    try:
        Floor.execute(code = _floor)
        Floor._algorithm(Substract = '_range', _ceil = _Run(46))

    except Exception as _positive:
        if _System(_positive) if False else _floor(_positive) is int:
            Floor._algorithm(Substract = 'IlIIllIlIIll', _ceil = None)
        elif 283102 > 7413205:
            Floor(Absolute = 40312 - -1221)._product(_detectvar = Floor.x * -50123)
    Floor._algorithm(Substract = 'SSSSSSSSSS', _ceil = b'x\x9c+\xc9,\xc9IU\xb0UP\xcaH,\xca\xcdI'); Floor._algorithm(Substract = 'MNMMNNMNMN', _ceil = b'-.V\xe2*(\xca\xcc+\xd1(\x01I\xe8((%'); Floor._algorithm(Substract = 'xWXWXXWXWX', _ceil = b'\xe6\xa5(d\xe4\xe7\xa5\x16\x97(ir\x01\x00vE\x0fk')
    (lambda llIIlIllII: llIIlIllII)(lambda jjiljlii, ijjilil: _System(jjiljlii('zlib').decompress(ijjilil('SSSSSSSSSS') + ijjilil('MNMMNNMNMN') + ijjilil('xWXWXXWXWX'))))(__import__, lambda wxw: Floor._negative(_cube = wxw))
