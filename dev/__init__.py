# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import sys

if sys.version_info < (3, 10):
    sys.exit("Python 3.10 or newer is needed; %s is %s." % (sys.executable, sys.version.split()[0]))
