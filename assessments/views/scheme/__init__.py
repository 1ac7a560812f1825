"""Pages of schemes: reading, writing, versions, flags, imports."""

from assessments.views.scheme.importing import (
    scheme_import_detail,
    scheme_import_discard,
    scheme_import_list,
    scheme_template,
)
from assessments.views.scheme.pages import scheme_dates, scheme_detail, scheme_export, scheme_list, scheme_step
from assessments.views.scheme.versions import (
    scheme_comparable,
    scheme_compare,
    scheme_copy,
    scheme_flag_overrule,
    scheme_flag_reopen,
)
from assessments.views.scheme.writing import (
    scheme_create,
    scheme_edit,
    scheme_group_create,
    scheme_group_delete,
    scheme_group_edit,
)

__all__ = [
    "scheme_comparable",
    "scheme_compare",
    "scheme_copy",
    "scheme_create",
    "scheme_dates",
    "scheme_detail",
    "scheme_edit",
    "scheme_export",
    "scheme_flag_overrule",
    "scheme_flag_reopen",
    "scheme_group_create",
    "scheme_group_delete",
    "scheme_group_edit",
    "scheme_import_detail",
    "scheme_import_discard",
    "scheme_import_list",
    "scheme_list",
    "scheme_step",
    "scheme_template",
]
