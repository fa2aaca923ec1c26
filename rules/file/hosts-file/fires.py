import os

with open("C:\\Windows\\System32\\drivers\\etc\\hosts", "a") as f:  # expect
    f.write("192.0.2.1 bank.example.com\n")  # expect
os.system("echo '192.0.2.1 update.example.com' >> /etc/hosts")  # expect
