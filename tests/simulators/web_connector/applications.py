"""The connector's list of added applications, its part of the Windows registry (facts 2)."""

from . import qwc as qwc_file
from .qwc import Application, QwcRefused
from .rules import finding
from .transport import HttpTransport


class Applications:
    """What has been added on one Windows machine."""

    def __init__(self):
        self._added: list[Application] = []

    def __iter__(self):
        return iter(self._added)

    def add(self, qwc, password=None, transport=None, *, replace=True) -> Application:
        """Add a file, or raise QwcRefused with every breach.

        An application with the same AppUniqueName is replaced without a question; for one of the same name
        and pair of ids the connector asks *clone or replace*: ``replace`` is what the user answers.
        """
        application, findings = qwc_file.read(qwc)
        if application is None:
            raise QwcRefused(findings)
        if not any(found.rule.fatal for found in findings):
            findings += qwc_file.check_reachable(application, transport or HttpTransport())
        replaced = [other for other in self._added if self._is_same(application, other, replace)]
        if any(other.pair == application.pair for other in self._added if other not in replaced):
            findings.append(finding("qwc.pair", "Unique OwnerID/FileID pair value required"))
        if any(found.rule.fatal for found in findings):
            raise QwcRefused(findings)
        application.notes = tuple(findings)
        application.password = password
        self._added = [other for other in self._added if other not in replaced] + [application]
        return application

    def remove(self, application: Application) -> None:
        self._added.remove(application)

    @staticmethod
    def _is_same(new, old, replace):
        if new.AppUniqueName and new.AppUniqueName == old.AppUniqueName:
            return True
        return replace and new.AppName == old.AppName and new.pair == old.pair
