"""A QuickBooks Online that answers as Intuit's does: ``books`` is the company, ``service`` the HTTP around it.

Standalone: it shares no code and no table with the addons, so that both can be wrong only separately.
"""
