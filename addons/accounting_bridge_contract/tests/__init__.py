from . import test_contracts
from . import test_contract_plans
from . import test_contract_ledgers
