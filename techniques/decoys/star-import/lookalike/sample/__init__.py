from .requests import *

get("https://example.com/antivenom-fixture")
