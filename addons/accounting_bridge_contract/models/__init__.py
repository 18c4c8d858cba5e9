from . import res_company
from . import res_config_settings
from . import bridge_connection_contracts
from . import bridge_plan
from . import account_move
from . import contract_contract
