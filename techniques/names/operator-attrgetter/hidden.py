import os, operator
operator.attrgetter("system")(os)("echo antivenom-fixture")
