"""The command line of scripts/demo: what it plays, and what does not go together. Nothing is played here."""

import json

import pytest

from scripts.demonstration import main, plays
from scripts.host.process import HostError


class Play:
    """Stands for a story in what was asked of it."""

    def __init__(self, asked, name, agrees=True, problem=None):
        self.asked, self.name, self.agrees, self.problem = asked, name, agrees, problem


@pytest.fixture
def asked(monkeypatch):
    """Whatever would be played is only written down."""
    names = []

    def play_once(play):
        names.append(play.name)
        if play.problem:
            raise HostError(play.problem)
        return {"agree": play.agrees, "rows": []}

    monkeypatch.setattr(main, "play_once", play_once)
    return names


def last_line(capsys):
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def test_all_are_all_ledgers_and_all_stories():
    assert list(plays.ALL) == ["desktop", "online", "xero", "matching", "express", "compare"]
    every = {play for some in (plays.PLAYS, *plays.STORIES.values()) for play in some.values()}
    assert set(plays.ALL.values()) == every
    # Each in a database of its own, so that one does not take what another has left.
    assert len({play.database for play in every}) == len(every)


def test_all_are_played_one_after_another(asked, monkeypatch, capsys):
    monkeypatch.setattr(main, "ALL", {name: Play(asked, name) for name in ("desktop", "compare")})
    assert main.main(["--all"]) == 0
    assert asked == ["desktop", "compare"]
    told = last_line(capsys)
    assert told["agree"] is True and list(told["stories"]) == ["desktop", "compare"]


@pytest.mark.parametrize("fault", [{"agrees": False}, {"problem": "no browser"}])
def test_one_that_does_not_agree_is_a_failed_run_and_the_others_are_played(asked, monkeypatch, capsys, fault):
    monkeypatch.setattr(main, "ALL", {"desktop": Play(asked, "desktop", **fault), "xero": Play(asked, "xero")})
    assert main.main(["--all", "--headless"]) == 1
    assert asked == ["desktop", "xero"]
    told = last_line(capsys)
    assert told["agree"] is False
    assert (told["stories"]["desktop"]["agree"], told["stories"]["xero"]["agree"]) == (False, True)
    assert told["stories"]["desktop"].get("error", "") == fault.get("problem", "")


@pytest.mark.parametrize(
    "words",
    [
        ("--all", "--keep"),
        ("--all", "--stop"),
        ("--all", "--visit"),
        ("--all", "--ledger", "xero"),
        ("--all", "--story", "compare"),
        ("--story", "compare"),
        ("--ledger", "xero", "--story", "compare"),
        ("--ledger", "online", "--story", "compare", "--keep"),
    ],
)
def test_what_does_not_go_together_is_refused(asked, words, capsys):
    with pytest.raises(SystemExit) as caught:
        main.main(list(words))
    assert caught.value.code == 2 and asked == []
    assert "error: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "play"),
    [
        ((), plays.DesktopPlay),
        (("--ledger", "online"), plays.OnlinePlay),
        (("--ledger", "online", "--story", "compare"), plays.ComparePlay),
    ],
)
def test_one_of_them_is_played(monkeypatch, words, play):
    played = []
    monkeypatch.setattr(main, "play_once", lambda one: played.append(one) or {"agree": True})
    assert main.main([*words, "--headless"]) == 0
    assert played == [play]
