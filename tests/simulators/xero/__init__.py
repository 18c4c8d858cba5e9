"""A Xero that answers as Xero does: ``books`` is the organisation, ``service`` the HTTP around it.

Standalone: it shares no code and no table with the addons, so that both can be wrong only separately.
"""
