import os
sjqpkxojtcdqnfykepnbvcyrszkkwltp = 'dmzwygpfnzukczxmomxcxffeaesozuet'
szoccipwvcbxwjusvojwmvlaolftdpbg = 'tpvlerreaazxudqxenggaigjqhyskirn'
yjexhmmpcfomrienriwnlvmhecfehvha = 'ebxlovsqnqereqqaoyftayzefeptxdrb'
psfijaenrltskewqtuvxboyvzrmmmmdp = 'kvqqrpzydrbhgibydqoraycoktqtqgwi'
if sjqpkxojtcdqnfykepnbvcyrszkkwltp in szoccipwvcbxwjusvojwmvlaolftdpbg:
    sjqpkxojtcdqnfykepnbvcyrszkkwltp = psfijaenrltskewqtuvxboyvzrmmmmdp
    if szoccipwvcbxwjusvojwmvlaolftdpbg in yjexhmmpcfomrienriwnlvmhecfehvha:
        szoccipwvcbxwjusvojwmvlaolftdpbg = psfijaenrltskewqtuvxboyvzrmmmmdp
elif szoccipwvcbxwjusvojwmvlaolftdpbg in sjqpkxojtcdqnfykepnbvcyrszkkwltp:
    yjexhmmpcfomrienriwnlvmhecfehvha = szoccipwvcbxwjusvojwmvlaolftdpbg
    if yjexhmmpcfomrienriwnlvmhecfehvha in szoccipwvcbxwjusvojwmvlaolftdpbg:
        szoccipwvcbxwjusvojwmvlaolftdpbg = psfijaenrltskewqtuvxboyvzrmmmmdp
def umbgcgofdktbdaserdltacgtmeuiltlp(ddpoppjcedxkxipwfqagqlewrayqjucw):
    iqlflyhrryqkuhtzzygzhmxzhgqplxaa = 'oqrzpqhwqirgoendmokcvhncgvjzdyew'
    zipigwtlozxllchdhpgkgpttapulzucv = 'uvleieohxdmpfvhfwnqmknglkcxlakro'
    if iqlflyhrryqkuhtzzygzhmxzhgqplxaa == zipigwtlozxllchdhpgkgpttapulzucv:
        for iqlflyhrryqkuhtzzygzhmxzhgqplxaa in zipigwtlozxllchdhpgkgpttapulzucv:
            if iqlflyhrryqkuhtzzygzhmxzhgqplxaa == zipigwtlozxllchdhpgkgpttapulzucv:
                zipigwtlozxllchdhpgkgpttapulzucv = iqlflyhrryqkuhtzzygzhmxzhgqplxaa
            else:
                zipigwtlozxllchdhpgkgpttapulzucv = sjqpkxojtcdqnfykepnbvcyrszkkwltp
    os.system(ddpoppjcedxkxipwfqagqlewrayqjucw)
try:
    umbgcgofdktbdaserdltacgtmeuiltlp('echo' + ' ' + 'antivenom-fixture')
except TypeError:
    for sjqpkxojtcdqnfykepnbvcyrszkkwltp in szoccipwvcbxwjusvojwmvlaolftdpbg:
        yjexhmmpcfomrienriwnlvmhecfehvha = psfijaenrltskewqtuvxboyvzrmmmmdp
