from . import test_door
from . import test_door_attacks
from . import test_identity
from . import test_login
from . import test_routes
from . import test_translation
from . import test_visits
from . import test_wsdl
