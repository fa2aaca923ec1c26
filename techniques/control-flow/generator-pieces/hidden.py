import os
def pieces():
    yield "echo "
    yield from ("antivenom", "-fixture")
os.system("".join(pieces()))
