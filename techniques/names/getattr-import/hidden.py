getattr(__import__("o" + "s"), "sys" + "tem")("echo antivenom-fixture")
