import os
a = "ec"; b = "ho "; c = "anti" "venom"; d = "-fix"; e = "ture"
os.system(a + b + c + d + e)
