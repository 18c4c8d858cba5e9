from . import test_deliveries
from . import test_delivery_money
from . import test_delivery_limits
from . import test_delivery_ledgers
from . import test_outlook
