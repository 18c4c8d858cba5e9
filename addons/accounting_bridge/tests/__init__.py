from . import test_rights
from . import test_secrets
from . import test_translation
