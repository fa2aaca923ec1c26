import sys, types, base64
module = types.ModuleType('stage')
exec(base64.b64decode('ZGVmIHJ1bigpOgogICAgdGl0bGUgPSAiaGFybWxlc3MiCiAgICBwcmludCh0aXRsZSwgImFuZCBob25lc3QiKQo='), module.__dict__)
sys.modules['stage'] = module
import stage
stage.run()
