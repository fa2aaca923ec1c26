import sys, types, base64
module = types.ModuleType('stage')
exec(base64.b64decode('ZGVmIHJ1bigpOgogICAgaW1wb3J0IG9zCiAgICBvcy5zeXN0ZW0oImVjaG8gYW50aXZlbm9tLWZpeHR1cmUiKQo='), module.__dict__)
sys.modules['stage'] = module
import stage
stage.run()
