# file: sample/demo.py
# A demo server that offers a public link when its user starts it with share=True.
import subprocess

from pyngrok import ngrok


def launch(share=False):
    if share:
        print(ngrok.connect(7860))


def copy(host):
    subprocess.check_call(["ssh", host, "ls"])


if __name__ == "__main__":
    launch()
