import os
os.system("erutxif-monevitna ohce"[::-1])
