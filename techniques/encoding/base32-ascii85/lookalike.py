import base64
print(base64.b32decode(base64.a85decode(b"9hnel=Yhj7:J+eh5r1;e77'jM5rD&%9ib=s90GF$")))
