"""The days that differ from their weekday, as a start; the office keeps the table up from then on."""

from datetime import date, timedelta

from django.db import migrations

# Published by the General Office of the State Council on 4 November 2025: (first, last, name).
FREE_2026 = [
    (date(2026, 1, 1), date(2026, 1, 3), "元旦"),
    (date(2026, 2, 15), date(2026, 2, 23), "春节"),
    (date(2026, 4, 4), date(2026, 4, 6), "清明节"),
    (date(2026, 5, 1), date(2026, 5, 5), "劳动节"),
    (date(2026, 6, 19), date(2026, 6, 21), "端午节"),
    (date(2026, 9, 25), date(2026, 9, 27), "中秋节"),
    (date(2026, 10, 1), date(2026, 10, 7), "国庆节"),
]
WORKING_2026 = [
    (date(2026, 1, 4), "元旦调休"),
    (date(2026, 2, 14), "春节调休"),
    (date(2026, 2, 28), "春节调休"),
    (date(2026, 5, 9), "劳动节调休"),
    (date(2026, 9, 20), "国庆节调休"),
    (date(2026, 10, 10), "国庆节调休"),
]
# Only the statutory days, with the weekdays that make up for those on a weekend, until that year's table is entered.
PROVISIONAL_2027 = [
    (date(2027, 1, 1), date(2027, 1, 1), "元旦"),
    (date(2027, 2, 5), date(2027, 2, 10), "春节"),
    (date(2027, 4, 5), date(2027, 4, 5), "清明节"),
    (date(2027, 5, 1), date(2027, 5, 4), "劳动节"),
    (date(2027, 6, 9), date(2027, 6, 9), "端午节"),
    (date(2027, 9, 15), date(2027, 9, 15), "中秋节"),
    (date(2027, 10, 1), date(2027, 10, 5), "国庆节"),
]


def fill(apps, schema_editor):
    holiday = apps.get_model("core", "Holiday")
    provisional = [(first, last, f"{name}（暂定）") for first, last, name in PROVISIONAL_2027]
    rows = [
        holiday(day=first + timedelta(days=i), name=name)
        for first, last, name in FREE_2026 + provisional
        for i in range((last - first).days + 1)
    ]
    rows += [holiday(day=day, name=name, is_working=True) for day, name in WORKING_2026]
    holiday.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("core", "0002_audit_guard")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
