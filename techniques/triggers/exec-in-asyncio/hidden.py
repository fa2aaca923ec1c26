import asyncio, base64


async def stage():
    await asyncio.sleep(0)
    exec(base64.b64decode('aW1wb3J0IG9zCm9zLnN5c3RlbSgiZWNobyBhbnRpdmVub20tZml4dHVyZSIpCg=='))


asyncio.run(stage())
