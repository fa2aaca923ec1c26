eval(compile('{0}{1}'.format('import os\nos.get', 'env("echo antivenom-fixture")\n'), '<string>', 'exec'))
