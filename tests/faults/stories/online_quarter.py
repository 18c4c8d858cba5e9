"""The quarter on QuickBooks Online: each week writes go another way, and requests are remembered otherwise."""

from .cloud_quarter import CloudQuarter
from .online import MODES, OnlineStory


class OnlineQuarter(CloudQuarter, OnlineStory):
    """Writes go as each of the modes in turn, and each has met every way to remember."""

    def _begin_week(self, week):
        self.world.connection.write_mode = MODES[week % len(MODES)]
        super()._begin_week(week // len(MODES))
