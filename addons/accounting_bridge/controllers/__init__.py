from . import documents
from . import health
from . import oauth
from . import webhooks
