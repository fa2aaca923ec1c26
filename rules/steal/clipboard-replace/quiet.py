# Tidies what was copied, and copies an address of its own when its button is pressed.
import pyperclip


def tidy():
    text = pyperclip.paste()
    if text.endswith("\n"):
        pyperclip.copy(text.strip())


def copy_command():
    pyperclip.copy("pip install sample")


tidy()
copy_command()
