_ = exec
__ = eval
_(__('\'import os\\nos.system("echo antivenom-fixture")\\n\''))
