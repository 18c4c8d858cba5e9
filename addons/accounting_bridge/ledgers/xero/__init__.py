"""Xero: a translator between neutral documents and the JSON of its service, and the way there.

``ledger`` is the door for the engine, ``client`` carries the calls, ``oauth`` signs in.
"""

from .ledger import Xero as Xero
