from . import bridge_set_flags
