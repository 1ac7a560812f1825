from django.db import migrations

from core.collation import collate_by_byte


class Migration(migrations.Migration):
    dependencies = [("branches", "0001_initial")]
    operations = [collate_by_byte("branches_organization", "path", 40)]
