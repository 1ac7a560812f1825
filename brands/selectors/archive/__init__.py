"""A brand's archive: everything that happened, in order of time, out of many tables in one query.

`ARCHIVE_SOURCES` is the table of them; a higher app appends its own rows in AppConfig.ready.
"""

from brands.selectors.archive.base import ArchiveSource, Entry
from brands.selectors.archive.reading import Years, archive_counts, archive_entries, kind_labels
from brands.selectors.archive.sources import ARCHIVE_SOURCES

__all__ = ["ARCHIVE_SOURCES", "ArchiveSource", "Entry", "Years", "archive_counts", "archive_entries", "kind_labels"]
