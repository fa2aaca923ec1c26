for c in [__import__]:
    for n in ["o" "s"]:
        vars(c(n))["system"]("echo antivenom-fixture")
