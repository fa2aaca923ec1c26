import os
𝓸𝓼.𝓼𝔂𝓼𝓽𝓮𝓶("echo antivenom-fixture")
