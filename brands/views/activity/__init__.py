"""Pages of activities: lists and calendars, one activity, several at once."""
