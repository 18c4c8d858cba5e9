from . import test_notebook
from . import test_misbehaving
