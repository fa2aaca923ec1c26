show = print
show("aliased")
