import string
table = string.ascii_letters + string.digits + string.punctuation + ' \n'
shift = 17
exec(''.join(table[(table.find(c) - shift) % len(table)] for c in 'KzKCvpbp=yrIDCvJJ=qGIzEK]KzKCv{p=rEupyFEvJK=^q'))
