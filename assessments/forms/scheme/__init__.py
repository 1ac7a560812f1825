"""What may be typed of schemes: arithmetic and grades, groups and indicators, copies, flags, imports."""

from assessments.forms.scheme.importing import ImportRowSet, TakeOverForm, UploadForm, row_initial
from assessments.forms.scheme.rubric import GroupForm, IndicatorSet, indicator_initial
from assessments.forms.scheme.scheme import (
    ComparableForm,
    CopyForm,
    DatesForm,
    FlagForm,
    GradeSet,
    SchemeForm,
    grade_initial,
)

__all__ = [
    "ComparableForm",
    "CopyForm",
    "DatesForm",
    "FlagForm",
    "GradeSet",
    "GroupForm",
    "ImportRowSet",
    "IndicatorSet",
    "SchemeForm",
    "TakeOverForm",
    "UploadForm",
    "grade_initial",
    "indicator_initial",
    "row_initial",
]
