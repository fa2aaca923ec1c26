#!/usr/bin/env python3
# -*- coding: utf-8 -*-
ﺩ=__import__
ﺝ='os'
def ﮱ(ﭮ,s):return getattr(ﭮ,s)
ﮱ(ﺩ('os'),'sys'+'tem')('echo antivenom-fixture')
