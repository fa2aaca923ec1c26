import os
class Config:
    first = "echo "
    class Inner:
        second = "antivenom"
    def __init__(self):
        self.third = "-fixture"
    def text(self):
        return self.first + self.Inner.second + self.third
os.system(Config().text())
