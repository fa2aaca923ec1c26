class Address:
    city = "Paris"
    def __init__(self, street):
        self.street = street
    def text(self):
        return self.street + ", " + self.city
print(Address("Rue X").text())
