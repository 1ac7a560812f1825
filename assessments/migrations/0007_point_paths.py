from django.db import migrations

from core.collation import collate_by_byte

TABLES = ["pointmonth", "pointentry", "appraisal"]


class Migration(migrations.Migration):
    dependencies = [("assessments", "0006_points_and_appraisals")]
    operations = [collate_by_byte(f"assessments_{table}", "organization_path", 40) for table in TABLES]
