registry = []
def register(name):
    def wrap(fn):
        registry.append(name)
        return fn
    return wrap
@register("x")
def handler(): pass
