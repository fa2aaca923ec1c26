import re
print(re.sub("[aeiou]", "*", "masked"))
