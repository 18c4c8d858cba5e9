"""What a ledger is like, in plain Python: nothing below this folder imports the host.

``documents`` holds what travels, ``protocol`` how it is asked for and answered, ``reasons`` why it can fail.
A ledger is one folder beside these files (or in an addon of its own) with a codec and a table of faults.
"""
