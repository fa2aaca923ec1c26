import os
os.system('1234 567iv164m-fix7ur1'.translate(str.maketrans("1234567", "echoant")))
