from . import base_partner_merge
from . import bridge_disconnect
from . import bridge_organisation
from . import bridge_pick
from . import bridge_release
from . import bridge_set_flags
