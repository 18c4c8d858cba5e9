"""The command line of scripts/demo: what it plays, and what does not go together. Nothing is played here."""

import json
from contextlib import contextmanager
from decimal import Decimal

import pytest

from scripts.demonstration import compare_verdict, express_verdict, main, plays
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


# What nobody foresees: a verdict that finds no document, or a page that is not as it was.
UNFORESEEN = [
    (ValueError("not enough values to unpack"), "ValueError: not enough values to unpack"),
    (KeyError("out_refund"), "KeyError: 'out_refund'"),
    (AssertionError("two of them"), "AssertionError: two of them"),
    (StopIteration(), "StopIteration: "),
]


class Scene:
    """Stands for the company and the servers of a story that meets a problem at one of its steps."""

    def __init__(self, database, step, problem):
        self.database, self.step, self.problem = database, step, problem
        self.stopped = False

    def meet(self, step):
        if step == self.step:
            raise self.problem

    def make(self):
        self.meet("make")

    def start(self):
        self.meet("start")

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.stopped = True


class Stumbles:
    """A story with a problem at one of its steps."""

    database = "demo_that_is_not_played"
    can_go_on = False

    def __init__(self, step, problem):
        self.step, self.problem, self.scenes = step, problem, []

    def scene(self, database):
        self.scenes.append(Scene(database, self.step, self.problem))
        return self.scenes[-1]

    def play(self, scene, *, shown):
        assert not shown
        scene.meet("play")

    def judge(self, scene):
        scene.meet("judge")
        raise AssertionError("a step without its problem")


@pytest.fixture
def alone(monkeypatch):
    """Nothing of another demo is looked at."""

    @contextmanager
    def only_one(_name):
        yield

    monkeypatch.setattr(main, "only_one", only_one)
    monkeypatch.setattr(main, "stop_running", lambda _scene: False)


@pytest.mark.parametrize("step", ["make", "start", "play", "judge"])
@pytest.mark.parametrize(("problem", "told"), [(HostError("no template"), "no template"), *UNFORESEEN])
def test_whatever_goes_wrong_the_last_line_is_there(alone, monkeypatch, capsys, step, problem, told):
    play = Stumbles(step, problem)
    monkeypatch.setitem(main.PLAYS, "desktop", play)
    assert main.main(["--headless"]) == 1
    assert [scene.stopped for scene in play.scenes] == [step != "make"]
    out, err = capsys.readouterr()
    assert json.loads(out.splitlines()[-1]) == {"agree": False, "error": told}
    # Who reads the log of what nobody foresaw sees where it was.
    assert ("Traceback" in err) is not isinstance(problem, HostError)


@pytest.mark.parametrize(("problem", "told"), UNFORESEEN)
def test_the_others_are_played_whatever_goes_wrong_in_one(alone, monkeypatch, capsys, problem, told):
    plays_ = {"desktop": Stumbles("judge", problem), "xero": Stumbles("make", HostError("no template"))}
    monkeypatch.setattr(main, "ALL", plays_)
    assert main.main(["--all"]) == 1
    assert last_line(capsys) == {
        "agree": False,
        "stories": {"desktop": {"agree": False, "error": told}, "xero": {"agree": False, "error": "no template"}},
    }


class Asked:
    """Stands for the story of Compare, its books and who reads Odoo."""

    def __init__(self, invoices, documents):
        self.story, self.invoices, self.there = self, invoices, documents

    def job(self, _key):
        return {"invoice_ids": self.invoices}

    def invoice_of(self, _key):
        return {"id": min(self.invoices), "name": "INV/1", "amount_total": 120.0}

    def documents(self):
        return self.there

    def read_books(self, _kind):
        return [{"total": Decimal("120.00")}]

    def read(self, model, _domain, _names, **_options):
        if model == "account.move":
            return [{"id": 3, "move_type": "out_invoice"}, {"id": 2, "move_type": "out_refund"}]
        return [{"move_id": [id_, "-"], "external_id": str(id_)} for id_ in (1, 2, 3)]


def documents(*ids):
    price = compare_verdict.NEW_INVOICE_PRICE
    all_amount = Decimal("120.00")
    amounts = {"1": (all_amount, 0), "2": (all_amount, all_amount - price), "3": (price, 0)}
    return [{"id": id_, "total": amounts[id_][0], "balance": amounts[id_][1]} for id_ in ids]


@pytest.mark.parametrize(
    ("invoices", "there", "agrees"),
    [
        ([1], documents("1", "2", "3"), True),
        ([1], documents("1", "3"), False),
        ([1], [], False),
        ([], documents("1", "2", "3"), False),
    ],
)
def test_a_document_that_is_missing_is_a_side_that_does_not_agree(invoices, there, agrees):
    asked = Asked(invoices, there)
    assert compare_verdict._is_credited(asked, asked) is agrees


@pytest.mark.parametrize("bills", [0, 2])
def test_a_pay_run_without_its_one_bill_does_not_agree(bills):
    class Found:
        story = type("Story", (), {"run": 7})

        def read(self, *_asked):
            return [{"number": "", "net": 0.0, "date": "", "bridge_state": "processed"}] * bills

    told = express_verdict.bill(Found(), Found())
    # All that the table shows is there.
    assert {"number", "state", "lines", "total", "vendor"} < told.keys()
    assert told["wrong"] == f"{bills} bills of the pay run"


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
