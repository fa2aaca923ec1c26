import logging
import socket
from concurrent.futures import ThreadPoolExecutor

executor = ThreadPoolExecutor(2)
executor.shutdown(wait=True)
logging.shutdown()
s = socket.socket()
s.shutdown(socket.SHUT_RDWR)
