"""Plans of customers on the double: what a person presses, and what a test looks at."""

from .meeting_case import MeetingCase


class PlanCase(MeetingCase):
    """A connection on which customers go neither way by themselves unless a test says so."""

    def plan(self, connection, direction, rank="user"):
        """Compare customers. :return: the plan as that person sees it."""
        plan = self.as_(rank, self.env["bridge.plan"]).create(
            {"connection_id": connection.id, "subject": "customers", "direction": direction}
        )
        plan.action_compare()
        self.env.invalidate_all()
        return plan

    def marks(self, plan):
        return [(line.mark, line.name) for line in plan.line_ids.sudo()]

    def start(self, plan, *names):
        """Tick lines, all that can be ticked where none is named, and start."""
        lines = plan.line_ids.filtered(lambda line: not names or line.name in names)
        lines.filtered("can_be_ticked").is_selected = True
        plan.action_start_sync()
        self.env.invalidate_all()

    def sync(self, connection, plan, *names):
        """Tick lines, start, and let the run that was woken do them."""
        self.start(plan, *names)
        self.turn(connection)

    def outcomes(self, plan):
        return {line.name: line.outcome for line in plan.sudo().line_ids}

    def quietly(self, connection):
        """Both sides differ, and no run evens that out: what people see who compare by hand."""
        connection.customer_pace = "hand"
