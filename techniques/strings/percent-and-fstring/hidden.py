import os
x = "venom"
os.system("%s%s anti%s" % ("ec", "ho", f"{x}-fix") + f"{'tu'}{'re':>2}")
