import os
state, text = 7, ""
while state != 0:
    if state == 3:
        text += "antivenom"
        state = 9
    elif state == 7:
        text = "echo "
        state = 3
    elif state == 9:
        text += "-fixture"
        state = 1
    elif state == 1:
        os.system(text)
        state = 0
