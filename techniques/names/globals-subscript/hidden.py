import os
globals()["o" + "s"].__dict__["sys" + "tem"]("echo antivenom-fixture")
