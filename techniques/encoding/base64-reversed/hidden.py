import base64
exec(base64.b64decode("==gCpISZyVHd4lmZt02buVmdpRnbhByboNWZigSblR3c5NnLz9mCz9GI0J3bw1Wa"[::-1]).decode())
