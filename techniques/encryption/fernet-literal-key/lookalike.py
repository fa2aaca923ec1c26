from cryptography.fernet import Fernet
note = Fernet(b'wb_fclzosW-9adi7D4cdxdlMu2AFYGGJCllUI9IYyMo=').decrypt(b'gAAAAABrAsAdg1dfeYRf-FgfCQGCtXw_iy9r_cMXeiUESGQ8EWxDciO5TnPWUrMxKcZS2YHOjvV9HdfJHwrYH7Ht8MLR5ipmUMjibNuH6Nn804fP1j_cKYM=')
print(note.decode())
