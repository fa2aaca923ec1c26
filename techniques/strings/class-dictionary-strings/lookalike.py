class Store:
    data = {22962: 'title ', 22965: '= "har', 22956: 'mless"', 22951: '\nprint', 24158: '(title', 24145: ', "and', 24136: ' hones', 24131: 't")\n'}

    def __getitem__(self, key):
        return self.data[key ^ 0x5A5A]


store = Store()
exec(''.join(store[0 * 7 + 1000] + store[1 * 7 + 1000] + store[2 * 7 + 1000] + store[3 * 7 + 1000] + store[4 * 7 + 1000] + store[5 * 7 + 1000] + store[6 * 7 + 1000] + store[7 * 7 + 1000] for _ in [0]))
