import os

import win32serviceutil

os.system("sc create gadget binPath= C:\\x.exe start= auto")  # expect
win32serviceutil.InstallService("gadget.Service", "gadget", "Gadget")  # expect
