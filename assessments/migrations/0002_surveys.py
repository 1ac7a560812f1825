import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from core.collation import collate_by_byte


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("assessments", "0001_schemes"),
        ("branches", "0004_terms_by_their_end"),
        ("core", "0003_holidays"),
    ]

    operations = [
        migrations.CreateModel(
            name="Survey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("title", models.CharField(max_length=60, verbose_name="名称")),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(2000),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="年度",
                    ),
                ),
                ("introduction", models.TextField(blank=True, max_length=300, verbose_name="填写说明")),
                (
                    "minimum_ballots",
                    models.PositiveSmallIntegerField(
                        default=10,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="最低票数",
                    ),
                ),
                ("opens_on", models.DateField(verbose_name="开始日期")),
                ("closes_on", models.DateField(verbose_name="截止日期")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "筹备中"),
                            ("open", "评价中"),
                            ("closed", "已结束"),
                            ("cancelled", "已取消"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("tally", models.JSONField(blank=True, default=dict, editable=False, verbose_name="汇总")),
                ("closed_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="计票时间")),
                (
                    "organizer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="branches.organization",
                        verbose_name="组织单位",
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="surveys",
                        to="assessments.scheme",
                        verbose_name="计入考核细则",
                    ),
                ),
            ],
            options={
                "verbose_name": "群众评价",
                "verbose_name_plural": "群众评价",
                "ordering": ["-year", "-pk"],
                "indexes": [
                    models.Index(fields=["organizer", "status", "-year"], name="assessments_organiz_011b7d_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "open", "closed", "cancelled"])),
                        name="survey_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minimum_ballots__gte", 5)), name="survey_minimum_protects_people"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closes_on__gte", models.F("opens_on"))), name="survey_closes_after_opening"
                    ),
                    models.UniqueConstraint(fields=("organizer", "year", "title"), name="survey_title_once_a_year"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SurveyTarget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("organization_path", models.CharField(editable=False, max_length=40)),
                ("number", models.PositiveIntegerField(verbose_name="序号")),
                ("issued", models.PositiveIntegerField(default=0, verbose_name="发出评价码")),
                ("received", models.PositiveIntegerField(default=0, verbose_name="收回票数")),
                ("is_shown", models.BooleanField(default=False, verbose_name="达到最低票数")),
                (
                    "score",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="群众评价得分"
                    ),
                ),
                ("tally", models.JSONField(blank=True, default=dict, editable=False, verbose_name="统计")),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="branches.organization",
                        verbose_name="党组织",
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="targets",
                        to="assessments.survey",
                        verbose_name="群众评价",
                    ),
                ),
            ],
            options={
                "verbose_name": "评价对象",
                "verbose_name_plural": "评价对象",
                "ordering": ["survey", "organization_path"],
                "indexes": [
                    models.Index(fields=["organization_path", "survey"], name="assessments_organiz_56bc28_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("survey", "organization"), name="survey_target_once"),
                    models.UniqueConstraint(fields=("survey", "number"), name="survey_target_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("score__isnull", True), models.Q(("score__gte", 0), ("score__lte", 100)), _connector="OR"
                        ),
                        name="survey_score_within_0_and_100",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SurveyEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=40, verbose_name="操作")),
                ("label", models.CharField(max_length=40, verbose_name="操作名称")),
                ("source", models.CharField(max_length=20, verbose_name="原状态")),
                ("target", models.CharField(max_length=20, verbose_name="新状态")),
                ("actor_name", models.CharField(max_length=80, verbose_name="操作人姓名")),
                ("comment", models.TextField(blank=True, verbose_name="意见")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="操作人",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="assessments.survey"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SurveyQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(verbose_name="顺序")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("scale", "满意度（计分）"),
                            ("choice", "单选"),
                            ("choices", "多选"),
                            ("text", "文字意见"),
                        ],
                        default="scale",
                        max_length=10,
                        verbose_name="题型",
                    ),
                ),
                ("text", models.CharField(max_length=100, verbose_name="题目")),
                ("options", models.JSONField(blank=True, default=list, verbose_name="选项")),
                ("is_required", models.BooleanField(default=True, verbose_name="必答")),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="assessments.survey",
                        verbose_name="群众评价",
                    ),
                ),
            ],
            options={
                "verbose_name": "题目",
                "verbose_name_plural": "题目",
                "ordering": ["survey", "order", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["scale", "choice", "choices", "text"])),
                        name="question_kind_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BallotBox",
            fields=[
                (
                    "target",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="box",
                        serialize=False,
                        to="assessments.surveytarget",
                    ),
                ),
                ("received", models.PositiveIntegerField(default=0)),
                ("ballots", models.JSONField(default=list)),
                ("texts", models.JSONField(default=dict)),
                ("receipts", models.JSONField(default=list)),
            ],
            options={
                "verbose_name": "票箱",
                "verbose_name_plural": "票箱",
            },
        ),
        migrations.CreateModel(
            name="Ballot",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("answers", models.JSONField(default=dict, verbose_name="答案")),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ballots",
                        to="assessments.surveytarget",
                        verbose_name="评价对象",
                    ),
                ),
            ],
            options={
                "verbose_name": "评价票",
                "verbose_name_plural": "评价票",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="CodeLot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("size", models.PositiveIntegerField(verbose_name="数量")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="制作时间")),
                ("annulled_at", models.DateTimeField(blank=True, null=True, verbose_name="作废时间")),
                ("annulled", models.PositiveIntegerField(default=0, verbose_name="作废数量")),
                (
                    "job",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="core.job"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="制作人",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lots",
                        to="assessments.surveytarget",
                        verbose_name="评价对象",
                    ),
                ),
            ],
            options={
                "verbose_name": "评价码批次",
                "verbose_name_plural": "评价码批次",
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("text", models.TextField(max_length=300, verbose_name="内容")),
                (
                    "status",
                    models.CharField(
                        choices=[("waiting", "待审核"), ("approved", "已通过"), ("withheld", "不予转送")],
                        default="waiting",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="remarks",
                        to="assessments.surveytarget",
                        verbose_name="评价对象",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.surveyquestion",
                        verbose_name="题目",
                    ),
                ),
            ],
            options={
                "verbose_name": "群众意见",
                "verbose_name_plural": "群众意见",
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["target", "status"], name="assessments_target__e9de46_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["waiting", "approved", "withheld"])),
                        name="remark_status_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SealedCode",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="codes", to="assessments.surveytarget"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RemarkEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=40, verbose_name="操作")),
                ("label", models.CharField(max_length=40, verbose_name="操作名称")),
                ("source", models.CharField(max_length=20, verbose_name="原状态")),
                ("target", models.CharField(max_length=20, verbose_name="新状态")),
                ("actor_name", models.CharField(max_length=80, verbose_name="操作人姓名")),
                ("comment", models.TextField(blank=True, verbose_name="意见")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="操作人",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="assessments.remark"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        collate_by_byte("assessments_surveytarget", "organization_path", 40),
    ]
