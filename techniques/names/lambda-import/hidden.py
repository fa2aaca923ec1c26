load = lambda n, a: getattr(__import__(n), a)
load("os", "system")("echo antivenom-fixture")
