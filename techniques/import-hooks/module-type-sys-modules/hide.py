def hide(source):
    return (
        "import sys, types\n"
        "inner = types.ModuleType('inner')\n"
        f"exec({source!r}, inner.__dict__)\n"
        "sys.modules['inner'] = inner\n"
    )
