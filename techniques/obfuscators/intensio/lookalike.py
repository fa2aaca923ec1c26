import os
jhzfwyhcsjqpkxojtcdqnfykepnbvcyr = 'apulzucvdmzwygpfnzukczxmomxcxffe'
szkkwltpszoccipwvcbxwjusvojwmvla = 'aesozuettpvlerreaazxudqxenggaigj'
olftdpbgyjexhmmpcfomrienriwnlvmh = 'qhyskirnebxlovsqnqereqqaoyftayze'
ecfehvhapsfijaenrltskewqtuvxboyv = 'feptxdrbkvqqrpzydrbhgibydqorayco'
if jhzfwyhcsjqpkxojtcdqnfykepnbvcyr in szkkwltpszoccipwvcbxwjusvojwmvla:
    jhzfwyhcsjqpkxojtcdqnfykepnbvcyr = ecfehvhapsfijaenrltskewqtuvxboyv
    if szkkwltpszoccipwvcbxwjusvojwmvla in olftdpbgyjexhmmpcfomrienriwnlvmh:
        szkkwltpszoccipwvcbxwjusvojwmvla = ecfehvhapsfijaenrltskewqtuvxboyv
elif szkkwltpszoccipwvcbxwjusvojwmvla in jhzfwyhcsjqpkxojtcdqnfykepnbvcyr:
    olftdpbgyjexhmmpcfomrienriwnlvmh = szkkwltpszoccipwvcbxwjusvojwmvla
    if olftdpbgyjexhmmpcfomrienriwnlvmh in szkkwltpszoccipwvcbxwjusvojwmvla:
        szkkwltpszoccipwvcbxwjusvojwmvla = ecfehvhapsfijaenrltskewqtuvxboyv
def zrmmmmdpumbgcgofdktbdaserdltacgt(meuiltlpddpoppjcedxkxipwfqagqlew):
    rayqjucwiqlflyhrryqkuhtzzygzhmxz = 'ktqtqgwioqrzpqhwqirgoendmokcvhnc'
    hgqplxaazipigwtlozxllchdhpgkgptt = 'gvjzdyewuvleieohxdmpfvhfwnqmkngl'
    if rayqjucwiqlflyhrryqkuhtzzygzhmxz == hgqplxaazipigwtlozxllchdhpgkgptt:
        for rayqjucwiqlflyhrryqkuhtzzygzhmxz in hgqplxaazipigwtlozxllchdhpgkgptt:
            if rayqjucwiqlflyhrryqkuhtzzygzhmxz == hgqplxaazipigwtlozxllchdhpgkgptt:
                hgqplxaazipigwtlozxllchdhpgkgptt = rayqjucwiqlflyhrryqkuhtzzygzhmxz
            else:
                hgqplxaazipigwtlozxllchdhpgkgptt = jhzfwyhcsjqpkxojtcdqnfykepnbvcyr
    os.getenv(meuiltlpddpoppjcedxkxipwfqagqlew)
try:
    zrmmmmdpumbgcgofdktbdaserdltacgt('echo' + ' ' + 'antivenom-fixture')
except TypeError:
    for jhzfwyhcsjqpkxojtcdqnfykepnbvcyr in szkkwltpszoccipwvcbxwjusvojwmvla:
        olftdpbgyjexhmmpcfomrienriwnlvmh = ecfehvhapsfijaenrltskewqtuvxboyv
