import base64
ICON = base64.b85decode(b'M@dFFIbi?*00000000000000000000000')
print(len(ICON))
