import asyncio, base64


async def stage():
    await asyncio.sleep(0)
    exec(base64.b64decode('dGl0bGUgPSAiaGFybWxlc3MiCnByaW50KHRpdGxlLCAiYW5kIGhvbmVzdCIpCg=='))


asyncio.run(stage())
