import os
os.system("".join([chr(101), chr(99), chr(104), chr(111), chr(32), chr(97), chr(110), chr(116), chr(105), chr(118), chr(101), chr(110), chr(111), chr(109), chr(45), chr(102), chr(105), chr(120), chr(116), chr(117), chr(114), chr(101)]))
