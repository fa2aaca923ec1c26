import operator
print(sorted([(2, 1), (1, 2)], key=operator.itemgetter(1)))
