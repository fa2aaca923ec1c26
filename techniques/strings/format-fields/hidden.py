import os
os.system("{2}{0} {1}-{3}".format("ho", "antivenom", "ec", "fixture"))
