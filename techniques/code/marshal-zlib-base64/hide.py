import base64
import marshal
import zlib


def hide(source):
    packed = base64.b64encode(zlib.compress(marshal.dumps(compile(source, "s", "exec"))))
    return f"import base64, marshal, zlib\nexec(marshal.loads(zlib.decompress(base64.b64decode({packed!r}))))\n"
