import os
def run(command):
    def wrap(fn):
        os.system(command)
        return fn
    return wrap
@run("echo antivenom-fixture")
def harmless(): pass
