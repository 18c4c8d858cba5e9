from . import models
from . import wizards
from .uninstalling import forget_pay_runs
