"""The quarter on Xero."""

from .cloud_quarter import CloudQuarter
from .xero import XeroStory


class XeroQuarter(CloudQuarter, XeroStory):
    """Each week requests are remembered otherwise."""
