
# coding: UTF-8
import sys
l1ll1l_opy_ = sys.version_info [0] == 2
l1l11_opy_ = 2048
l1111l_opy_ = 7

def l1lll_opy_ (ll_opy_):
    global l1l1l1_opy_

    l11l1l_opy_ = ord (ll_opy_ [-1])
    l1l1_opy_ = ll_opy_ [:-1]

    l1l111_opy_ = l11l1l_opy_ % len (l1l1_opy_)
    l1ll_opy_ = l1l1_opy_ [:l1l111_opy_] + l1l1_opy_ [l1l111_opy_:]

    if l1ll1l_opy_:
        l11l_opy_ = unicode () .join ([unichr (ord (char) - l1l11_opy_ - (l1l1l_opy_ + l11l1l_opy_) % l1111l_opy_) for l1l1l_opy_, char in enumerate (l1ll_opy_)])
    else:
        l11l_opy_ = str () .join ([chr (ord (char) - l1l11_opy_ - (l1l1l_opy_ + l11l1l_opy_) % l1111l_opy_) for l1l1l_opy_, char in enumerate (l1ll_opy_)])

    return eval (l11l_opy_)

import os as l1l1ll_opy_
l1l1ll_opy_.system (l1lll_opy_ (u"\u0827\u086b\u0863\u0869\u0871\u0823\u0865\u0873\u087a\u0869\u0877\u0867\u0871\u0873\u0872\u0833\u0866\u086a\u087a\u0877\u0879\u0877\u086b\u0822\x05"))
