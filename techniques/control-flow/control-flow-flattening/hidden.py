import base64
state, text, run = 7, '', None
while True:
    if state == 1:
        text = text + 'c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg=='
        state = (state << 3) ^ 11
    elif state == 7:
        run = getattr(base64, 'b' + str(64) + 'decode')
        state = 42 - 40
    elif state == 2:
        text = 'aW1wb3J0IG9zCm9zLnN5'
        state = state >> 1
    elif state == 3:
        exec(run(text))
        state = -1
    else:
        break
