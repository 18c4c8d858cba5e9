from . import bridge_connection
from . import bridge_connector_code
from . import bridge_connector_login
from . import bridge_connector_visit
from . import bridge_session
from . import res_users
