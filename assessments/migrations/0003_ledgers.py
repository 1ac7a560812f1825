import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("assessments", "0002_surveys"),
        ("branches", "0004_terms_by_their_end"),
        ("brands", "0010_more_path_collation"),
    ]

    operations = [
        migrations.CreateModel(
            name="Ledger",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("organization_path", models.CharField(editable=False, max_length=40)),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "待自评"),
                            ("self_scored", "待上级审核"),
                            ("checked", "待审定"),
                            ("confirmed", "已审定"),
                            ("published", "已公布"),
                            ("closed", "已归档"),
                            ("excluded", "不参加考核"),
                        ],
                        default="open",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("edit_version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "self_score",
                    models.DecimalField(blank=True, decimal_places=3, max_digits=9, null=True, verbose_name="自评得分"),
                ),
                (
                    "superior_score",
                    models.DecimalField(blank=True, decimal_places=3, max_digits=9, null=True, verbose_name="上级评分"),
                ),
                (
                    "organization_score",
                    models.DecimalField(
                        blank=True, decimal_places=3, max_digits=9, null=True, verbose_name="组织考核得分"
                    ),
                ),
                (
                    "mass_score",
                    models.DecimalField(
                        blank=True, decimal_places=3, max_digits=9, null=True, verbose_name="群众评价得分"
                    ),
                ),
                (
                    "total",
                    models.DecimalField(blank=True, decimal_places=3, max_digits=9, null=True, verbose_name="总分"),
                ),
                ("grade", models.CharField(blank=True, max_length=20, verbose_name="等次")),
                ("rank", models.PositiveIntegerField(default=2000000000, verbose_name="名次")),
                ("arithmetic", models.JSONField(blank=True, default=dict, verbose_name="计分过程")),
                ("grade_note", models.CharField(blank=True, max_length=300, verbose_name="等次说明")),
                (
                    "edited_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="最后填写人",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ledgers",
                        to="branches.organization",
                        verbose_name="党组织",
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ledgers",
                        to="assessments.scheme",
                        verbose_name="考核细则",
                    ),
                ),
            ],
            options={
                "verbose_name": "考核台账",
                "verbose_name_plural": "考核台账",
                "ordering": ["-year", "organization_path", "pk"],
                "indexes": [
                    models.Index(
                        fields=["scheme", "status", "organization_path"], name="assessments_scheme__304bc1_idx"
                    ),
                    models.Index(fields=["scheme", "organization_path", "id"], name="assessments_scheme__11f481_idx"),
                    models.Index(fields=["scheme", "rank", "organization_path"], name="assessments_scheme__b3dc47_idx"),
                    models.Index(
                        fields=["organization_path", "status", "-year"], name="assessments_organiz_c28281_idx"
                    ),
                    models.Index(fields=["organization", "-year"], name="assessments_organiz_99e64c_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                ["open", "self_scored", "checked", "confirmed", "published", "closed", "excluded"],
                            )
                        ),
                        name="ledger_status_known",
                    ),
                    models.UniqueConstraint(fields=("scheme", "organization"), name="ledger_once_a_scheme"),
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerPublication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                (
                    "publication_range",
                    models.CharField(
                        choices=[
                            ("none", "不公开"),
                            ("branch", "本支部"),
                            ("unit", "本单位"),
                            ("all_units", "各单位"),
                            ("public", "面向社会"),
                        ],
                        default="none",
                        max_length=12,
                        verbose_name="公开范围",
                    ),
                ),
                ("secrecy_checked_at", models.DateTimeField(blank=True, null=True, verbose_name="保密审查时间")),
                ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="批准时间")),
                ("published_from", models.DateTimeField(blank=True, null=True, verbose_name="公开起始")),
                ("published_until", models.DateTimeField(blank=True, null=True, verbose_name="公开截止")),
                ("title", models.CharField(max_length=100, verbose_name="标题")),
                ("body", models.TextField(blank=True, max_length=2000, verbose_name="说明")),
                ("contact", models.CharField(max_length=200, verbose_name="受理部门与联系方式")),
                (
                    "wanted_range",
                    models.CharField(
                        choices=[
                            ("branch", "本支部"),
                            ("unit", "本单位"),
                            ("all_units", "各单位"),
                            ("public", "面向社会"),
                        ],
                        default="branch",
                        max_length=12,
                        verbose_name="公布范围",
                    ),
                ),
                ("shows_totals", models.BooleanField(default=False, verbose_name="同时公布总分和名次")),
                (
                    "appeal_days",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="申诉期（工作日）",
                    ),
                ),
                ("appeals_until", models.DateField(blank=True, null=True, verbose_name="申诉截止日期")),
                ("secrecy_note", models.CharField(blank=True, max_length=200, verbose_name="保密与准确性审查意见")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "拟稿"),
                            ("checked", "已审查待批准"),
                            ("published", "已公布"),
                            ("closed", "已归档"),
                            ("withdrawn", "已撤下"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="批准人",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="拟稿人",
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="assessments.scheme",
                        verbose_name="考核细则",
                    ),
                ),
                (
                    "secrecy_checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="保密审查人",
                    ),
                ),
            ],
            options={
                "verbose_name": "考核结果公布",
                "verbose_name_plural": "考核结果公布",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["publication_range", "-published_from"], name="assessments_publica_77283c_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "checked", "published", "closed", "withdrawn"])),
                        name="publication_status_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "withdrawn"), _negated=True),
                        fields=("scheme",),
                        name="publication_one_alive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Settlement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="核算时间")),
                ("choices", models.JSONField(blank=True, default=dict, verbose_name="择定")),
                ("choice_reason", models.CharField(blank=True, max_length=500, verbose_name="择定理由")),
                ("summary", models.JSONField(default=dict, verbose_name="汇总")),
                ("changes", models.PositiveIntegerField(default=0, verbose_name="变动次数")),
                ("changes_seen", models.PositiveIntegerField(default=0, verbose_name="已核算的变动")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核算人",
                    ),
                ),
                (
                    "scheme",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settlement",
                        to="assessments.scheme",
                        verbose_name="考核细则",
                    ),
                ),
            ],
            options={
                "verbose_name": "考核核算",
                "verbose_name_plural": "考核核算",
            },
        ),
        migrations.CreateModel(
            name="LedgerEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "self_points",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True, verbose_name="自评分"),
                ),
                ("self_times", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="自评次数")),
                (
                    "self_mark",
                    models.CharField(
                        blank=True,
                        choices=[("", "—"), ("na", "不适用"), ("hit", "有此情形")],
                        max_length=4,
                        verbose_name="自评标记",
                    ),
                ),
                ("self_reason", models.CharField(blank=True, max_length=500, verbose_name="自评说明")),
                (
                    "superior_points",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True, verbose_name="上级评分"),
                ),
                (
                    "superior_times",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="上级核实次数"),
                ),
                (
                    "superior_mark",
                    models.CharField(
                        blank=True,
                        choices=[("", "—"), ("na", "不适用"), ("hit", "有此情形")],
                        max_length=4,
                        verbose_name="上级标记",
                    ),
                ),
                ("superior_reason", models.CharField(blank=True, max_length=500, verbose_name="上级评分说明")),
                (
                    "confirmed_points",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True, verbose_name="审定分"),
                ),
                ("confirmed_times", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="审定次数")),
                (
                    "confirmed_mark",
                    models.CharField(
                        blank=True,
                        choices=[("", "—"), ("na", "不适用"), ("hit", "有此情形")],
                        max_length=4,
                        verbose_name="审定标记",
                    ),
                ),
                ("confirmed_reason", models.CharField(blank=True, max_length=500, verbose_name="审定说明")),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="assessments.indicator",
                        verbose_name="考核指标",
                    ),
                ),
                (
                    "ledger",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="assessments.ledger",
                        verbose_name="考核台账",
                    ),
                ),
            ],
            options={
                "verbose_name": "台账条目",
                "verbose_name_plural": "台账条目",
                "ordering": ["ledger", "indicator__group__order", "indicator__order", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("ledger", "indicator"), name="ledger_entry_once"),
                    models.CheckConstraint(
                        condition=models.Q(("self_mark__in", ["", "na", "hit"])), name="ledger_self_mark"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("superior_mark__in", ["", "na", "hit"])), name="ledger_superior_mark"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("confirmed_mark__in", ["", "na", "hit"])), name="ledger_confirmed_mark"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerEvent",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="assessments.ledger"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LedgerProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                (
                    "kind",
                    models.CharField(
                        choices=[("honour", "建议推荐评选"), ("recheck", "建议启动复核")],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="依据")),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "待处理"), ("taken", "已采纳"), ("left", "未采纳")],
                        default="open",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="brands.brand",
                        verbose_name="品牌",
                    ),
                ),
                (
                    "ledger",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="assessments.ledger",
                        verbose_name="考核台账",
                    ),
                ),
            ],
            options={
                "verbose_name": "考核结果运用建议",
                "verbose_name_plural": "考核结果运用建议",
                "ordering": ["kind", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["open", "taken", "left"])), name="proposal_status_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["honour", "recheck"])), name="proposal_kind_known"
                    ),
                    models.UniqueConstraint(fields=("ledger", "brand", "kind"), name="proposal_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicationEvent",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="assessments.ledgerpublication",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("organization_path", models.CharField(editable=False, max_length=40)),
                ("text", models.TextField(max_length=1000, verbose_name="申诉理由")),
                ("filed_at", models.DateTimeField(verbose_name="申诉时间")),
                ("answer", models.TextField(blank=True, max_length=1000, verbose_name="答复")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="答复时间")),
                ("correction", models.JSONField(blank=True, default=list, verbose_name="更正")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("filed", "待答复"),
                            ("upheld", "申诉成立"),
                            ("dismissed", "维持原结果"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="filed",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "filed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="申诉人",
                    ),
                ),
                (
                    "ledger",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeals",
                        to="assessments.ledger",
                        verbose_name="考核台账",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeals",
                        to="assessments.ledgerentry",
                        verbose_name="涉及指标",
                    ),
                ),
            ],
            options={
                "verbose_name": "考核申诉",
                "verbose_name_plural": "考核申诉",
                "ordering": ["-filed_at", "-pk"],
                "indexes": [
                    models.Index(
                        fields=["organization_path", "status", "-filed_at"], name="assessments_organiz_ff34ef_idx"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["filed", "upheld", "dismissed", "withdrawn"])),
                        name="appeal_status_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerEvidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("activity", "活动"),
                            ("phase_record", "阶段记录"),
                            ("finding", "督查问题"),
                            ("annual_plan", "年度计划"),
                            ("commitment", "公开承诺"),
                            ("award", "所获荣誉"),
                        ],
                        max_length=16,
                        verbose_name="类别",
                    ),
                ),
                ("object_id", models.PositiveBigIntegerField(verbose_name="编号")),
                ("label", models.CharField(max_length=120, verbose_name="名称")),
                ("day", models.DateField(blank=True, null=True, verbose_name="日期")),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="assessments.ledgerentry",
                        verbose_name="台账条目",
                    ),
                ),
            ],
            options={
                "verbose_name": "台账佐证",
                "verbose_name_plural": "台账佐证",
                "ordering": ["entry", "day", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "kind", "object_id"), name="ledger_evidence_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["activity", "phase_record", "finding", "annual_plan", "commitment", "award"])
                        ),
                        name="ledger_evidence_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProposalEvent",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="assessments.ledgerproposal",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AppealEvent",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="assessments.appeal"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
    ]
