VERSION = "1.0"  # expect
