"""The ledgers in the cloud by their codes. One more is a folder with a ``cloud`` and a line here."""

from .cloud import Cloud
from .quickbooks_online.cloud import QuickBooksOnlineCloud
from .xero.cloud import XeroCloud

CLOUDS: dict[str, Cloud] = {cloud.code: cloud for cloud in (QuickBooksOnlineCloud(), XeroCloud())}
