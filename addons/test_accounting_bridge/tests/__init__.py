from . import test_notebook
from . import test_misbehaving
from . import test_races
from . import test_size
