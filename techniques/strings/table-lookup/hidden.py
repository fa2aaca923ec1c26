import os
table = "abcdefghijklmnopqrstuvwxyz -"
os.system("".join(table[i] for i in [4, 2, 7, 14, 26, 0, 13, 19, 8, 21, 4, 13, 14, 12, 27, 5, 8, 23, 19, 20, 17, 4]))
