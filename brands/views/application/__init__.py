"""Pages of applications: lists, the form, steps, versions, files."""
