from django.db import migrations

from core.collation import collate_all_by_byte

TABLES = ["pointmonth", "pointentry", "appraisal"]


class Migration(migrations.Migration):
    dependencies = [("assessments", "0006_points_and_appraisals")]
    operations = [collate_all_by_byte([(f"assessments_{table}", "organization_path") for table in TABLES], 40)]
