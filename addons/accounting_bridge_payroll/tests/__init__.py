from . import test_pay_lines
from . import test_pay_runs
from . import test_pay_runs_once
from . import test_pay_rights
from . import test_pay_runs_on_ledgers
from . import test_pay_mapping
from . import test_pay_setup
from . import test_pay_runs_on_ledgers_lost
