def hide(source):
    return f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', {source!r}])\n"
