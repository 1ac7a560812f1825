from django.db import migrations

from core.collation import collate_all_by_byte

COLUMNS = [
    ("activity", "organization_path"),
    ("annualplan", "organization_path"),
    ("award", "organization_path"),
    ("commitment", "organization_path"),
    ("deed", "organization_path"),
    ("demonstrationsite", "organization_path"),
    ("finding", "organization_path"),
    ("highlight", "organization_path"),
    ("inspection", "organizer_path"),
    ("inspectiontarget", "organization_path"),
    ("pairing", "strong_path"),
    ("pairing", "weak_path"),
    ("recheck", "organization_path"),
    ("supervision", "addressee_path"),
    ("visit", "organization_path"),
]


class Migration(migrations.Migration):
    dependencies = [("brands", "0009_life_of_a_brand")]
    operations = [collate_all_by_byte([(f"brands_{table}", column) for table, column in COLUMNS], 40)]
