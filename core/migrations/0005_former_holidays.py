"""The days of former years that differ from their weekday: what was decided then is dated by them."""

from datetime import date, timedelta

from django.db import migrations

# Published by the General Office of the State Council in the year before: (first, last, name).
FREE = [
    (date(2023, 1, 1), date(2023, 1, 2), "元旦"),
    (date(2023, 1, 21), date(2023, 1, 27), "春节"),
    (date(2023, 4, 5), date(2023, 4, 5), "清明节"),
    (date(2023, 4, 29), date(2023, 5, 3), "劳动节"),
    (date(2023, 6, 22), date(2023, 6, 24), "端午节"),
    (date(2023, 9, 29), date(2023, 10, 6), "中秋节、国庆节"),
    (date(2024, 1, 1), date(2024, 1, 1), "元旦"),
    (date(2024, 2, 10), date(2024, 2, 17), "春节"),
    (date(2024, 4, 4), date(2024, 4, 6), "清明节"),
    (date(2024, 5, 1), date(2024, 5, 5), "劳动节"),
    (date(2024, 6, 10), date(2024, 6, 10), "端午节"),
    (date(2024, 9, 15), date(2024, 9, 17), "中秋节"),
    (date(2024, 10, 1), date(2024, 10, 7), "国庆节"),
    (date(2025, 1, 1), date(2025, 1, 1), "元旦"),
    (date(2025, 1, 28), date(2025, 2, 4), "春节"),
    (date(2025, 4, 4), date(2025, 4, 6), "清明节"),
    (date(2025, 5, 1), date(2025, 5, 5), "劳动节"),
    (date(2025, 5, 31), date(2025, 6, 2), "端午节"),
    (date(2025, 10, 1), date(2025, 10, 8), "国庆节、中秋节"),
]
WORKING = [
    (date(2023, 1, 28), "春节调休"),
    (date(2023, 1, 29), "春节调休"),
    (date(2023, 4, 23), "劳动节调休"),
    (date(2023, 5, 6), "劳动节调休"),
    (date(2023, 6, 25), "端午节调休"),
    (date(2023, 10, 7), "国庆节调休"),
    (date(2023, 10, 8), "国庆节调休"),
    (date(2024, 2, 4), "春节调休"),
    (date(2024, 2, 18), "春节调休"),
    (date(2024, 4, 7), "清明节调休"),
    (date(2024, 4, 28), "劳动节调休"),
    (date(2024, 5, 11), "劳动节调休"),
    (date(2024, 9, 14), "中秋节调休"),
    (date(2024, 9, 29), "国庆节调休"),
    (date(2024, 10, 12), "国庆节调休"),
    (date(2025, 1, 26), "春节调休"),
    (date(2025, 2, 8), "春节调休"),
    (date(2025, 4, 27), "劳动节调休"),
    (date(2025, 9, 28), "国庆节调休"),
    (date(2025, 10, 11), "国庆节调休"),
]


def fill(apps, schema_editor):
    holiday = apps.get_model("core", "Holiday")
    rows = [
        holiday(day=first + timedelta(days=i), name=name)
        for first, last, name in FREE
        for i in range((last - first).days + 1)
    ]
    rows += [holiday(day=day, name=name, is_working=True) for day, name in WORKING]
    # A day that the office has entered itself stays as it is.
    holiday.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("core", "0004_onetime_purpose")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
