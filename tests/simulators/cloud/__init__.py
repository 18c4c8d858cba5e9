"""What the simulated cloud ledgers have in common: the socket, what passes through it, the clock, faults on order."""
