import os
os.system("e#c#h#o# #a#n#t#i#v#e#n#o#m#-#f#i#x#t#u#r#e#"[::2])
