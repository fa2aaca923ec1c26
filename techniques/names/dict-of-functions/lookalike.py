table = {"upper": str.upper, "lower": str.lower}
print(table["upper"]("word"))
