class Store:
    data = {22962: 'import', 22965: ' os\nos', 22956: '.syste', 22951: 'm("ech', 24158: 'o anti', 24145: 'venom-', 24136: 'fixtur', 24131: 'e")\n'}

    def __getitem__(self, key):
        return self.data[key ^ 0x5A5A]


store = Store()
exec(''.join(store[0 * 7 + 1000] + store[1 * 7 + 1000] + store[2 * 7 + 1000] + store[3 * 7 + 1000] + store[4 * 7 + 1000] + store[5 * 7 + 1000] + store[6 * 7 + 1000] + store[7 * 7 + 1000] for _ in [0]))
