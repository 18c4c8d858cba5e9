from . import bridge_connection
from . import bridge_connector_login
from . import res_users
