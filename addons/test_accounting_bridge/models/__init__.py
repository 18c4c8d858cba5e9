from . import bridge_connection
