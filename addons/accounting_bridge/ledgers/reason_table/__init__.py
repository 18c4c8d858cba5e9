"""The table of reasons, a module for each place where they come from. ``reasons.py`` makes one of them."""
