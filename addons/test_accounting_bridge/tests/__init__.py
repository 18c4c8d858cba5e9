from . import test_notebook
from . import test_matching_kinds
from . import test_misbehaving
from . import test_races
from . import test_size
from . import test_rehearsal
from . import test_checks_in_browser
from . import test_setup_in_browser
