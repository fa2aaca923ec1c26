class Box: pass
box = Box()
setattr(box, "size", 3)
print(box.size)
