import base64
exec(base64.b85decode(b'X>D+Ca&#bXa|&;BE^~QvbY*QQB4uM}Zy;fAbZK^FZf|WZW@&hIb#i4QDGC'))
