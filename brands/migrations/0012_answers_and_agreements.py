import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("brands", "0011_closing_of_phases"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="finding",
            name="activities",
            field=models.ManyToManyField(
                blank=True, related_name="findings", to="brands.activity", verbose_name="相关活动"
            ),
        ),
        migrations.AddField(
            model_name="guidancejudgement",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="结束人",
            ),
        ),
        migrations.AddField(
            model_name="pairing",
            name="strong_agreed_on",
            field=models.DateField(blank=True, null=True, verbose_name="帮带方确认日期"),
        ),
        migrations.AddField(
            model_name="pairing",
            name="weak_agreed_on",
            field=models.DateField(blank=True, null=True, verbose_name="结对方确认日期"),
        ),
    ]
