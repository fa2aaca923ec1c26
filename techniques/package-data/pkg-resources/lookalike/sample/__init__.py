import base64
import pkg_resources
exec(base64.b64decode(pkg_resources.resource_string(__name__, 'words.dat')))
