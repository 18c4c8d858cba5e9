"""QuickBooks Desktop: a translator between neutral documents and qbXML, and the Web Connector's own formats.

``ledger`` is the door for the engine; ``soap`` and ``qwc`` are for the program that visits us.
"""

from .ledger import QuickBooksDesktop as QuickBooksDesktop
