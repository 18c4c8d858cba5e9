from . import documents
from . import oauth
from . import webhooks
