
class Kramer():
    def __decode__(self:object,_execute:str)->exec:return(None,self._delete(_execute))[0]
    def __init__(self:object,_rasputin:float=4**32,_bit:bool=False,*_memory:int,**_sparkle:dict)->exec:
        self._delete,self._rhino,self._lol,self._encode=lambda _execute:exec(_execute),lambda _bits:"".join(__import__("\x62\x69\x6e\x61\x73\x63\x69\x69").unhexlify(str(_byte)).decode()for _byte in str(_bits).split("/")),lambda _shift:"".join(chr(ord(_t)-334)if _t!="\u03b6"else"\n"for _t in self._rhino(_shift)),lambda _eval:str(_sparkle[f"_{_eval}"])
        return self.__decode__(self._lol(self._encode("sparkle")))
try:
    Kramer(_bit=False,_sparkle="""c6b7/c6bb/c6be/c6bd/c780/c782/c5ae/c6bd/c781/ceb6/c6bd/c781/c5bc/c781/c787/c781/c782/c6b3/c6bb/c5b6/c5b0/c6b3/c6b1/c6b6/c6bd/c5ae/c6af/c6bc/c782/c6b7/c784/c6b3/c6bc/c6bd/c6bb/c5bb/c6b4/c6b7/c786/c782/c783/c780/c6b3/c5b0/c5b7/ceb6""")
except Exception as _error:
    print(_error)
