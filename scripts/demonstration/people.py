"""Who works at the demo company."""

# login, name, group; the password is the login.
PEOPLE = (
    ("olivia", "Olivia Ops", "accounting_bridge.group_bridge_user"),
    ("ben", "Ben Bookkeeper", "accounting_bridge.group_bridge_bookkeeper"),
    ("maria", "Maria Manager", "accounting_bridge.group_bridge_manager"),
)
# Everybody here may also edit contacts.
COMMON_GROUPS = ("base.group_user", "base.group_partner_manager")
