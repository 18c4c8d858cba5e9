from . import bridge_pay_reopen
