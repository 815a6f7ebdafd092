# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import test_channel
from . import test_cron
from . import test_credentials
from . import test_credentials_rpc
from . import test_direct
from . import test_keyboard
from . import test_outbox
from . import test_tours
from . import test_roles
from . import test_companies
from . import test_templates_by_role
from . import test_numbers
from . import test_sms_text
from . import test_events
from . import test_recipients
from . import test_templates
