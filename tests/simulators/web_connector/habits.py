"""What the person and the machine are like, where the connector's behaviour depends on it."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Habits:
    """Settings of one simulated Windows machine; the defaults are an attended "Update Selected"."""

    client_version: str = "2.3.0.215"
    attended: bool = True  # somebody answers a warning and sees an interactive page
    goes_on_after_warning: bool = True
    auto_run: bool = False  # the box is ticked: postponing and the floor of the interval work (facts 1.3)
    quickbooks_open: bool = True
    company_file_name: str | None = None  # None: what the books say, else a usual path
    tries_to_open: int = 2  # "will try the connection twice": guide, appendix A, QBWC1007
    closes_when_refused: bool = True  # closeConnection after none, nvu and a connectionError: may or may not (1.3, 1.5)
    noop_wait: float = 5.0  # seconds between NoOp and the next sendRequestXML (1.3)
    noop_patience: int = 200  # then the service is taken to answer NoOp for ever
    files_to_try: int = 10  # the same for connectionError
    sleep: Callable[[float], None] = time.sleep
