def hide(source):
    return f"import threading\nthreading.Thread(target=exec, args=({source!r}, {{}})).start()\n"
