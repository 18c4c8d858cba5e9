"""What a pay run comes to: proof, grouping and difference, computed without a database."""

import json
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..pay_lines import (
    ANALYTIC,
    DEDUCTION,
    DEPARTMENT,
    EARNING,
    EMPLOYEE,
    EMPLOYER,
    NET,
    NOTHING,
    PAY_CODE,
    TOTAL,
    Slip,
    SlipLine,
    Unproved,
    as_it_stood,
    as_plain,
    difference,
    document_lines,
    entries_of,
    from_plain,
    net_of,
)

RULES = {"BASIC": 1, "BONUS": 2, "GROSS": 3, "TAX": 4, "UNION": 5, "PENSION": 6, "NET": 7}
ROLES = {"GROSS": NOTHING, "TAX": DEDUCTION, "UNION": DEDUCTION, "PENSION": EMPLOYER, "NET": NET}


def slip(employee=1, name="Ann", is_refund=False, department=(1, "Guards"), analytic=(0, ""), **amounts):
    """Make a slip of ``code=amount``; the role of a code is the usual one."""
    return Slip(
        name=f"SLIP/{employee}",
        employee_id=employee,
        employee=name,
        department_id=department[0],
        department=department[1],
        analytic_id=analytic[0],
        analytic=analytic[1],
        is_refund=is_refund,
        lines=tuple(
            SlipLine(RULES.get(code, 99), code, code.title(), ROLES.get(code, EARNING), Decimal(str(amount)))
            for code, amount in amounts.items()
        ),
    )


@tagged("post_install", "-at_install")
class TestPayLines(BaseCase):
    def accounts(self, entry):
        expense = "Wages" if entry.role == EARNING else "Pension cost"
        return ("Withheld", None) if entry.role == DEDUCTION else (expense, "Pension owed")

    def lines(self, slips, group_by=TOTAL, **options):
        """Return ``[(account, description, amount)]`` of the document of slips."""
        entries = [entry for one in slips for entry in entries_of(one)]
        lines = document_lines(entries, group_by, title="November", nobody="None", accounts=self.accounts, **options)
        self.assertEqual(sum(line.amount for line in lines), net_of(entries))
        return [(line.account, line.description, str(line.amount)) for line in lines]

    def refused(self, one):
        with self.assertRaises(Unproved) as problem:
            entries_of(one)
        return problem.exception.args

    # === PROOF === #

    def test_earnings_less_deductions_are_the_net(self):
        entries = entries_of(slip(BASIC=3000, GROSS=3000, TAX=-450, PENSION=150, NET=2550))
        self.assertEqual(
            [(entry.code, str(entry.amount)) for entry in entries],
            [("BASIC", "3000.00"), ("TAX", "-450.00"), ("PENSION", "150.00")],
        )
        self.assertEqual(net_of(entries), Decimal("2550.00"))

    def test_deductions_may_stand_without_a_minus(self):
        entries = entries_of(slip(BASIC=3000, TAX=450, UNION=-10, NET=2560))
        self.assertEqual([str(entry.amount) for entry in entries], ["3000.00", "-450.00", "10.00"])

    def test_what_does_not_add_up_is_refused_with_both_sums(self):
        reason, arguments = self.refused(slip(BASIC=3000, TAX=-450, NET=2600))
        self.assertEqual(reason, "pay_slip_sum")
        self.assertEqual(arguments, {"slip": "SLIP/1", "lines": "2550.00", "net": "2600.00"})

    def test_without_a_net_nothing_is_proved(self):
        self.assertEqual(self.refused(slip(BASIC=3000))[0], "pay_slip_without_net")

    def test_a_code_that_nobody_has_explained(self):
        one = slip(BASIC=3000, NET=3000)
        unknown = SlipLine(9, "X9", "Mystery", "", Decimal(5))
        reason, arguments = self.refused(Slip("S", 1, "Ann", (*one.lines, unknown)))
        self.assertEqual((reason, arguments["code"]), ("pay_code_unknown", "X9"))
        nothing = SlipLine(9, "X9", "Mystery", "", Decimal(0))
        self.assertEqual(len(entries_of(Slip("S", 1, "Ann", (*one.lines, nothing)))), 1)

    def test_cents_of_rounding_go_to_the_largest_earning(self):
        entries = entries_of(slip(BASIC="1000.004", BONUS="10.004", TAX="-0.002", NET="1010.006"))
        self.assertEqual(net_of(entries), Decimal("1010.01"))
        self.assertEqual([str(entry.amount) for entry in entries], ["1000.01", "10.00"])

    def test_a_refund_counts_the_other_way_round(self):
        entries = entries_of(slip(BASIC=3000, TAX=-450, PENSION=150, NET=2550, is_refund=True))
        self.assertEqual([str(entry.amount) for entry in entries], ["-3000.00", "450.00", "-150.00"])

    # === LINES === #

    def test_an_employer_cost_is_a_pair(self):
        self.assertEqual(
            self.lines([slip(BASIC=3000, TAX=-450, PENSION=150, NET=2550)]),
            [
                ("Wages", "November", "3000.00"),
                ("Pension cost", "November", "150.00"),
                ("Withheld", "November", "-450.00"),
                ("Pension owed", "November", "-150.00"),
            ],
        )

    def two_slips(self):
        return [
            slip(1, "Ann", BASIC=3000, TAX=-450, NET=2550, analytic=(7, "Mill")),
            slip(2, "Ben", BASIC=2000, UNION=-20, NET=1980, department=(2, "Office")),
        ]

    def test_one_total(self):
        self.assertEqual(
            self.lines(self.two_slips()),
            [("Wages", "November", "5000.00"), ("Withheld", "November", "-470.00")],
        )

    def test_by_employee(self):
        self.assertEqual(
            self.lines(self.two_slips(), EMPLOYEE),
            [
                ("Wages", "Ann", "3000.00"),
                ("Wages", "Ben", "2000.00"),
                ("Withheld", "Ann", "-450.00"),
                ("Withheld", "Ben", "-20.00"),
            ],
        )

    def test_by_department(self):
        self.assertEqual(
            self.lines(self.two_slips(), DEPARTMENT),
            [
                ("Wages", "Guards", "3000.00"),
                ("Wages", "Office", "2000.00"),
                ("Withheld", "Guards", "-450.00"),
                ("Withheld", "Office", "-20.00"),
            ],
        )

    def test_by_pay_code(self):
        self.assertEqual(
            self.lines(self.two_slips(), PAY_CODE),
            [
                ("Wages", "BASIC Basic", "5000.00"),
                ("Withheld", "TAX Tax", "-450.00"),
                ("Withheld", "UNION Union", "-20.00"),
            ],
        )

    def test_by_analytic_account_with_its_class(self):
        said = self.lines(self.two_slips(), ANALYTIC)
        self.assertEqual([line[1] for line in said], ["Mill", "None", "Mill", "None"])
        entries = [entry for one in self.two_slips() for entry in entries_of(one)]
        lines = document_lines(
            entries,
            ANALYTIC,
            title="November",
            nobody="None",
            accounts=self.accounts,
            tracking=lambda entry: entry.analytic or None,
        )
        self.assertEqual([line.tracking for line in lines], ["Mill", None, "Mill", None])

    def test_lines_that_come_to_nothing_are_left_out(self):
        ann = slip(BASIC=3000, TAX=-450, NET=2550)
        back = slip(BASIC=3000, TAX=-450, NET=2550, is_refund=True)
        self.assertEqual(self.lines([ann, back]), [])

    # === DIFFERENCE === #

    def test_only_what_has_changed_is_the_difference(self):
        before = [entry for one in self.two_slips() for entry in entries_of(one)]
        now = entries_of(slip(1, "Ann", BASIC=3100, TAX=-470, NET=2630, analytic=(7, "Mill")))
        now += entries_of(slip(2, "Ben", BASIC=2000, UNION=-20, NET=1980, department=(2, "Office")))
        self.assertEqual(
            [(entry.employee, entry.code, str(entry.amount)) for entry in difference(now, before)],
            [("Ann", "BASIC", "100.00"), ("Ann", "TAX", "-20.00")],
        )
        self.assertEqual(difference(before, before), [])
        self.assertEqual(net_of(difference([], before)), -net_of(before))

    def test_who_moves_to_another_department_moves_in_the_difference(self):
        before = entries_of(slip(BASIC=3000, NET=3000))
        now = entries_of(slip(BASIC=3000, NET=3000, department=(2, "Office")))
        self.assertEqual(
            [(entry.department, str(entry.amount)) for entry in difference(now, before)],
            [("Office", "3000.00"), ("Guards", "-3000.00")],
        )

    def test_whoever_moved_since_stands_where_he_stood(self):
        before = {"Bank": entries_of(slip(BASIC=3000, NET=3000))}
        moved = entries_of(slip(BASIC=3100, NET=3100, department=(2, "Office")))
        stands = as_it_stood({"Agency": moved}, before)
        self.assertEqual([(entry.department, vendor) for vendor, (entry,) in stands.items()], [("Guards", "Bank")])
        self.assertEqual([str(entry.amount) for entry in difference(stands["Bank"], before["Bank"])], ["100.00"])
        # Who has a second slip elsewhere has moved nowhere, and who was sent nothing stands where he is.
        both = {"Bank": before["Bank"], "Agency": moved}
        self.assertEqual(as_it_stood(both, before), both)
        self.assertEqual(as_it_stood({"Agency": moved}, {}), {"Agency": moved})
        taken_back = {"Bank": [*before["Bank"], *difference((), before["Bank"])]}
        self.assertEqual(as_it_stood({"Agency": moved}, taken_back), {"Agency": moved})

    def test_deductions_that_come_to_nothing_prove_no_sign(self):
        with self.assertRaises(Unproved) as problem:
            entries_of(slip(BASIC=3000, TAX=-100, UNION=100, NET=3000))
        self.assertEqual(problem.exception.args[0], "pay_slip_signs")
        self.assertEqual(problem.exception.args[1]["codes"], "TAX, UNION")
        self.assertEqual(len(entries_of(slip(BASIC=3000, TAX="0.001", NET=3000))), 1)

    def test_entries_are_kept_to_the_cent(self):
        entries = entries_of(slip(BASIC="1234.56", TAX="-0.01", NET="1234.55"))
        self.assertEqual(from_plain(json.loads(json.dumps(as_plain(entries)))), entries)
