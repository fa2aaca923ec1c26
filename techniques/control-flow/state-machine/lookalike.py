state, words = "start", []
while state != "end":
    if state == "start":
        words.append("a")
        state = "middle"
    elif state == "middle":
        words.append("b")
        state = "end"
print(words)
