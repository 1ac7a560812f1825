"""Pages of member points: plans, the branch's sheets, each member's own account."""
