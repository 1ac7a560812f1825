"""How large the parts of a year's assessment may be."""

# Surveys. Below five ballots a distribution names people.
LEAST_MINIMUM = 5
DEFAULT_MINIMUM = 10
MOST_MINIMUM = 1000
MOST_QUESTIONS = 30
MOST_OPTIONS = 10
LONGEST_REMARK = 300
# Codes: of one organisation, and of one request.
MOST_CODES_A_LOT = 2000
MOST_CODES_A_JOB = 20_000
# Points. How many members are in each band is told of so many at least, and of so many outside the fullest band.
LEAST_COUNTED = 3
LEAST_APART = 2
# Hours for which the printed sheets can be fetched; then nobody knows the codes but who holds the paper.
HOURS_OF_SHEETS = 24
