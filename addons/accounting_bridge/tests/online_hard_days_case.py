"""Bad hours of QuickBooks Online."""

from .hard_days_case import HardDays
from .online_documents_case import OnlineDocumentsCase


class HardDaysCase(HardDays, OnlineDocumentsCase):
    entity = "Invoice"

    @property
    def cloud(self):
        return self.intuit

    @property
    def whose(self):
        return {"realm": self.realm}

    def consent_again(self):
        self.sign_in(self.link, self.intuit.consent(self.app, self.realm), self.realm)
