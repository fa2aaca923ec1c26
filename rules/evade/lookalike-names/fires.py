import os

ｅxec("print(1)")  # expect
