eval(compile('{0}{1}'.format('import os\nos.sys', 'tem("echo antivenom-fixture")\n'), '<string>', 'exec'))
