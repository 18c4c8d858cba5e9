"""The ledgers of this addon, in plain Python: nothing below this folder imports the host."""
