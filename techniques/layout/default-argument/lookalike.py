import time
def f(when=time.time()): return when
