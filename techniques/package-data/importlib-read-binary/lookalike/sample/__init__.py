from importlib import resources
import lzma
exec(lzma.decompress(resources.read_binary('sample', 'words.dat')))
