print("2024-01-01".replace("-", "/"))
