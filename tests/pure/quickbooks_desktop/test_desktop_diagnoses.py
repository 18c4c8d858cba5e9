"""Every code that a person can meet is in the one table, with words of its own."""

import re

import pytest
from desktop_samples import REPOSITORY

from odoo.addons.accounting_bridge_qbd.ledgers.quickbooks_desktop import diagnoses, faults

# Facts 3.7, 3.6 and 2 (with 1.3).
OPENING = [f"0x8004{end}" for end in "0400 0401 0402 0403 0404 0405 0406 0407 0408 040A 040D".split()]
OPENING += ["0x80040410", "0x80040414", "0x80040416", "0x8004041A", "0x80040420", "0x80040422", "0x80040154"]
STATUS = """0 1 500 501 510 530 531 550 560 570 600 1000 1010 1030 1060 3000 3010 3020 3030 3031 3035 3040 3045 3050
3060 3065 3070 3080 3085 3090 3095 3100 3110 3120 3121 3130 3140 3150 3151 3152 3153 3160 3161 3162 3170 3171 3175 3176
3177 3180 3185 3190 3200 3205 3210 3220 3230 3240 3231 3250 3260 3261 3262 3263 3300 3301 3391 9001 9002 9004
9005""".split()
CONNECTOR = """1000 1001 1002 1003 1004 1007 1008 1009 1010 1012 1013 1014 1026 1030 1031 1034 1036 1037 1039 1040 1041
1042 1043 1044 1045 1046 1048 1051""".split()


@pytest.mark.parametrize("code", [*OPENING, *STATUS, *(f"QBWC{code}" for code in CONNECTOR)])
def test_every_code_of_the_documents_is_known(code):
    assert code in diagnoses.find(code).codes
    assert diagnoses.find(f" {code.lower()} ") is diagnoses.find(code)


def test_no_code_of_the_facts_is_left_out():
    """The lists above are copies; here the sheet itself is read, where it stands beside the repository."""
    sheet = REPOSITORY.parent / "shared" / "facts" / "quickbooks_desktop.md"
    if not sheet.exists():
        pytest.skip("the facts are not here: ../shared/facts")
    text = sheet.read_text(encoding="utf-8")
    codes = {*re.findall(r"0x8004[0-9A-Fa-f]{4}", text), *re.findall(r"QBWC\d{4}", text)}
    table = text.partition("### 3.6 ")[2].partition("### 3.7 ")[0]
    for cell in re.findall(r"^\| *(\d[^|]*)\|", table, re.M):
        for first, last in re.findall(r"(\d+)(?:-(\d+))?", cell):
            span = f"{first}-{last}"
            if last and not diagnoses.find(span):
                # A span that names a few: both its ends are known.
                codes |= {first, last}
            elif not last:
                codes.add(first)
    assert len(codes) > 80
    assert {code for code in codes if not diagnoses.find(code)} == set()


def test_what_faults_knows_is_in_the_table():
    for code in [*faults._OPENING, *faults._PASSING, faults._NOT_UNDERSTOOD]:
        assert diagnoses.find(code).kind == "opening"
    listed = {code for row in diagnoses.DIAGNOSES for code in row.codes if row.fails}
    single = {str(code) for code in faults._REASON_OF if not 9100 <= code < 9200}
    # 500 on a write is a reference that is gone; as the answer to a question it is nothing found.
    assert single - listed == {"500"}


def test_what_is_refused_is_refused_for_a_reason():
    for row in diagnoses.DIAGNOSES:
        if row.fails:
            found = {faults.judge(int(code.partition("-")[0]), "").reason for code in row.codes}
            assert len(found) == 1, (row.codes, found)


def test_the_cure_of_a_visit_that_failed_is_the_sentence_that_the_visit_says():
    for code in faults._OPENING:
        assert diagnoses.find(code).cure == faults.judge_hresult(code).words


def test_every_row_has_words_and_a_code_of_its_own():
    codes = [code.lower() for row in diagnoses.DIAGNOSES for code in row.codes]
    assert len(codes) == len(set(codes))
    for row in diagnoses.DIAGNOSES:
        assert row.kind in diagnoses.KINDS
        assert row.meaning.endswith(".") and row.cure.endswith("."), row.codes
    assert diagnoses.find("") is diagnoses.find("0x80049999") is None
