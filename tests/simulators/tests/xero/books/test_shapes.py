"""How elements are read: what becomes of every kind of value, and what cannot be read at all (XERO 6)."""

from decimal import Decimal

import pytest

from tests.simulators.xero.books import Fault, shapes

INNER = {"Name": shapes.Text(3), "Deep": shapes.Many({"Code": shapes.Text(2)})}
SHAPE = {
    "Text": shapes.Text(5),
    "Named": shapes.Text(2, "Its name"),
    "Long": shapes.Text(),
    "Flag": shapes.Flag(),
    "Number": shapes.Number(),
    "Whole": shapes.Number(whole=True),
    "Day": shapes.Day(),
    "Id": shapes.Guid(),
    "Word": shapes.Choice("Kind", "ONE", "TWO"),
    "Part": shapes.Part(INNER),
    "Many": shapes.Many(INNER),
}
KEY = "8138a266-fb42-49b2-a104-014b7045753d"


def read(**element):
    return shapes.read(SHAPE, element, "Things[0]")


@pytest.mark.parametrize(
    "field, given, becomes",
    [
        ("Text", "abc", "abc"),
        ("Text", 12, "12"),
        ("Text", Decimal("1.50"), "1.50"),
        ("Text", True, "true"),
        ("Text", False, "false"),
        ("Long", "x" * 9999, "x" * 9999),
        ("Flag", True, True),
        ("Flag", "False", False),
        ("Number", 5, Decimal(5)),
        ("Number", Decimal("1.25"), Decimal("1.25")),
        ("Number", " 1.25 ", Decimal("1.25")),
        ("Whole", 5, 5),
        ("Whole", Decimal("5.0"), 5),
        ("Day", "2026-11-20T10:00:00", "2026-11-20"),
        ("Id", KEY.upper(), KEY),
        ("Id", "{" + KEY.replace("-", "") + "}", KEY),
        ("Word", "ONE", "ONE"),
        ("Part", {"Name": "abc", "Other": 1, "Deep": []}, {"Name": "abc", "Deep": []}),
        ("Many", [{"Name": "abc"}, {}], [{"Name": "abc"}, {}]),
    ],
)
def test_what_is_read(field, given, becomes):
    values, problems = read(**{field: given})
    assert values == {field: becomes} and problems == []
    assert isinstance(values[field], type(becomes))


def test_what_no_shape_has_and_null_are_nothing():
    assert read(Other="x", Text=None, Number=None, Part={"Name": None}) == ({"Part": {}}, [])


@pytest.mark.parametrize(
    "field, given",
    [
        ("Text", {}),
        ("Text", ["a"]),
        ("Flag", "yes"),
        ("Flag", 1),
        ("Number", ""),
        ("Number", "one"),
        ("Number", True),
        ("Number", []),
        ("Number", "NaN"),
        ("Number", "Infinity"),
        ("Whole", Decimal("1.5")),
        ("Whole", "Infinity"),
        ("Day", 20261120),
        ("Day", "yesterday"),
        ("Id", 5),
        ("Id", KEY[:-1]),
        ("Word", "one"),
        ("Word", ["ONE"]),
        ("Part", "abc"),
        ("Part", []),
        ("Many", {}),
        ("Many", ["abc"]),
        ("Many", "abc"),
    ],
)
def test_what_cannot_be_read_fails_the_request(field, given):
    with pytest.raises(Fault) as caught:
        read(**{field: given})
    assert (caught.value.status, caught.value.number) == (400, 14)
    assert f"Path 'Things[0].{field}'" in caught.value.message


def test_the_words_of_xero_for_an_enumeration():
    with pytest.raises(Fault) as caught:
        read(Word="NO_TAX")
    words = "Error converting value \"NO_TAX\" to type 'Xero.API.Library..Kind'. Path 'Things[0].Word'."
    assert caught.value.message == words


def test_what_is_too_long_says_where():
    long = {"Name": "abcd", "Deep": [{"Code": "x"}, {"Code": "xyz"}]}
    _values, problems = read(Text="abcdef", Named="abc", Part=long, Many=[{}, long])
    assert [(str(one), one.at) for one in problems] == [
        ("The field Text must be a string with a maximum length of 5.", ""),
        ("The field Its name must be a string with a maximum length of 2.", ""),
        ("The field Name must be a string with a maximum length of 3.", "Part"),
        ("The field Code must be a string with a maximum length of 2.", "Part.Deep[1]"),
        ("The field Name must be a string with a maximum length of 3.", "Many[1]"),
        ("The field Code must be a string with a maximum length of 2.", "Many[1].Deep[1]"),
    ]


@pytest.mark.parametrize("element", ["abc", None, [], 5])
def test_an_element_is_an_object(element):
    with pytest.raises(Fault):
        shapes.read(SHAPE, element, "Things[0]")
