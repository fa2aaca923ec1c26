import os

x = 1;                                                                                                                                                                                                                            os.system("echo 1")  # expect
