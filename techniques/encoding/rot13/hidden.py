import codecs
exec(codecs.decode('vzcbeg bf\nbf.flfgrz("rpub nagvirabz-svkgher")\n', "rot13"))
