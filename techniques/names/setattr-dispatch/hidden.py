import os
class Box: pass
box = Box()
setattr(box, "run", os.system)
box.run("echo antivenom-fixture")
