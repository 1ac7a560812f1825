import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("branches", "0004_terms_by_their_end"),
        ("brands", "0008_returned_applications"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="honour",
            name="honour_status_known",
        ),
        migrations.AddField(
            model_name="brand",
            name="guidance_class",
            field=models.CharField(
                blank=True,
                choices=[("good", "较好"), ("middling", "一般"), ("weak", "薄弱")],
                max_length=10,
                verbose_name="分类指导类别",
            ),
        ),
        migrations.AddField(
            model_name="brand",
            name="guidance_reasons",
            field=models.JSONField(blank=True, default=list, verbose_name="分类依据"),
        ),
        migrations.AddField(
            model_name="brand",
            name="last_ledger_grade",
            field=models.CharField(blank=True, max_length=20, verbose_name="最近考核等次"),
        ),
        migrations.AddField(
            model_name="brand",
            name="last_ledger_score",
            field=models.DecimalField(
                blank=True, decimal_places=2, max_digits=7, null=True, verbose_name="最近考核得分"
            ),
        ),
        migrations.AddField(
            model_name="brand",
            name="last_ledger_year",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="最近考核年度"),
        ),
        migrations.AddField(
            model_name="honour",
            name="correct_by",
            field=models.DateField(blank=True, null=True, verbose_name="整改期限"),
        ),
        migrations.AddField(
            model_name="honourevent",
            name="document",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="brands.officialdocument",
            ),
        ),
        migrations.AddField(
            model_name="honourevent",
            name="expires_after",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="honourevent",
            name="expires_before",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="honourevent",
            name="level_after",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="honourevent",
            name="level_before",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="officialdocument",
            name="kind",
            field=models.CharField(
                choices=[("naming", "命名文件"), ("decision", "称号处理决定")],
                default="naming",
                max_length=10,
                verbose_name="种类",
            ),
        ),
        migrations.AddField(
            model_name="phaserecord",
            name="accepted_on",
            field=models.DateField(blank=True, null=True, verbose_name="验收日期"),
        ),
        migrations.AddField(
            model_name="phaserecord",
            name="edit_version",
            field=models.PositiveIntegerField(default=0, verbose_name="编辑版次"),
        ),
        migrations.AddField(
            model_name="phaserecord",
            name="first_due_on",
            field=models.DateField(blank=True, null=True, verbose_name="原定截止日期"),
        ),
        migrations.AddField(
            model_name="phaserecord",
            name="handed_in_on",
            field=models.DateField(blank=True, null=True, verbose_name="提交日期"),
        ),
        migrations.AddField(
            model_name="phaserecord",
            name="looked_back_check",
            field=models.TextField(blank=True, verbose_name="回头看：检查"),
        ),
        migrations.AddField(
            model_name="phaserecord",
            name="looked_back_do",
            field=models.TextField(blank=True, verbose_name="回头看：执行"),
        ),
        migrations.AddField(
            model_name="phaserecord",
            name="looked_back_improve",
            field=models.TextField(blank=True, verbose_name="回头看：改进"),
        ),
        migrations.AddField(
            model_name="phaserecord",
            name="looked_back_plan",
            field=models.TextField(blank=True, verbose_name="回头看：计划"),
        ),
        migrations.AddField(
            model_name="phaserecord",
            name="measures",
            field=models.TextField(blank=True, verbose_name="下一步措施"),
        ),
        migrations.AddField(
            model_name="phaserecord",
            name="problems",
            field=models.TextField(blank=True, verbose_name="存在问题"),
        ),
        migrations.AddField(
            model_name="phaserecord",
            name="submitted_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="提交时间"),
        ),
        migrations.AddField(
            model_name="phaserecord",
            name="submitted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="提交人",
            ),
        ),
        migrations.AddField(
            model_name="phaserecord",
            name="summary",
            field=models.TextField(blank=True, verbose_name="阶段小结"),
        ),
        migrations.AlterField(
            model_name="honour",
            name="status",
            field=models.CharField(
                choices=[("valid", "有效"), ("correcting", "限期整改"), ("expired", "期满"), ("revoked", "已撤销")],
                default="valid",
                max_length=12,
                verbose_name="状态",
            ),
        ),
        migrations.AddIndex(
            model_name="brand",
            index=models.Index(fields=["organization_path", "guidance_class"], name="brands_bran_organiz_4f52b5_idx"),
        ),
        migrations.AddIndex(
            model_name="phaserecord",
            index=models.Index(fields=["status", "due_on", "id"], name="brands_phas_status_015138_idx"),
        ),
        migrations.AddConstraint(
            model_name="brand",
            constraint=models.CheckConstraint(
                condition=models.Q(("guidance_class__in", ["", "good", "middling", "weak"])),
                name="brand_guidance_class_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="honour",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["valid", "correcting", "expired", "revoked"])),
                name="honour_status_known",
            ),
        ),
        migrations.CreateModel(
            name="AnnualPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("organization_path", models.CharField(editable=False, max_length=40)),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("goals", models.TextField(blank=True, verbose_name="目标任务")),
                ("measures", models.TextField(blank=True, verbose_name="工作措施")),
                ("due_on", models.DateField(verbose_name="报送期限")),
                ("submitted_on", models.DateField(blank=True, null=True, verbose_name="报送日期")),
                ("edit_version", models.PositiveIntegerField(default=0, verbose_name="编辑版次")),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "待报送"), ("submitted", "已报送"), ("read", "已阅")],
                        default="draft",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="annual_plans",
                        to="brands.brand",
                        verbose_name="品牌",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="报送人",
                    ),
                ),
            ],
            options={
                "verbose_name": "年度深化计划",
                "verbose_name_plural": "年度深化计划",
                "ordering": ["-year", "-pk"],
                "indexes": [
                    models.Index(
                        fields=["organization_path", "status", "due_on"], name="brands_annu_organiz_693d2e_idx"
                    ),
                    models.Index(fields=["year", "status", "id"], name="brands_annu_year_ff8591_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "submitted", "read"])),
                        name="annual_plan_status_known",
                    ),
                    models.UniqueConstraint(fields=("brand", "year"), name="annual_plan_once_a_year"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Award",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("organization_path", models.CharField(editable=False, max_length=40)),
                ("title", models.CharField(max_length=80, verbose_name="荣誉名称")),
                ("awarded_by", models.CharField(max_length=80, verbose_name="授予单位")),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "本单位"), (2, "县区级"), (3, "市级"), (4, "省部级"), (5, "国家级")],
                        verbose_name="级别",
                    ),
                ),
                ("awarded_on", models.DateField(verbose_name="授予日期")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("is_void", models.BooleanField(default=False, verbose_name="已作废")),
                ("void_reason", models.CharField(blank=True, max_length=200, verbose_name="作废原因")),
                (
                    "brand",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awards",
                        to="brands.brand",
                        verbose_name="品牌",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填报人",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awards",
                        to="branches.organization",
                        verbose_name="党组织",
                    ),
                ),
            ],
            options={
                "verbose_name": "所获荣誉",
                "verbose_name_plural": "所获荣誉",
                "ordering": ["-awarded_on", "-pk"],
                "indexes": [
                    models.Index(
                        fields=["organization_path", "-awarded_on", "-id"], name="brands_awar_organiz_dda9d2_idx"
                    ),
                    models.Index(fields=["brand", "-awarded_on"], name="brands_awar_brand_i_b2e8fc_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("level__in", [1, 2, 3, 4, 5])), name="award_level_known")
                ],
            },
        ),
        migrations.CreateModel(
            name="CarrierMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("duty", models.CharField(blank=True, max_length=40, verbose_name="分工")),
                ("since", models.DateField(verbose_name="起始日期")),
                ("until", models.DateField(blank=True, null=True, verbose_name="截止日期")),
                (
                    "carrier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="brands.carrier",
                        verbose_name="载体",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carriers",
                        to="branches.member",
                        verbose_name="党员",
                    ),
                ),
            ],
            options={
                "verbose_name": "载体成员",
                "verbose_name_plural": "载体成员",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("carrier", "member"),
                        name="carrier_member_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Checklist",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=20, unique=True, verbose_name="名称")),
                ("items", models.JSONField(default=list, verbose_name="要点")),
                ("is_active", models.BooleanField(default=True, verbose_name="使用中")),
            ],
            options={
                "verbose_name": "活动要点清单",
                "verbose_name_plural": "活动要点清单",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Commitment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("organization_path", models.CharField(editable=False, max_length=40)),
                ("text", models.CharField(max_length=200, verbose_name="承诺内容")),
                ("made_on", models.DateField(verbose_name="承诺日期")),
                ("due_on", models.DateField(verbose_name="兑现期限")),
                ("outcome", models.CharField(blank=True, max_length=200, verbose_name="践诺情况")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("made", "践诺中"),
                            ("kept", "已践诺"),
                            ("not_kept", "未践诺"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="made",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "brand",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitments",
                        to="brands.brand",
                        verbose_name="品牌",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitments",
                        to="branches.member",
                        verbose_name="党员",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitments",
                        to="branches.organization",
                        verbose_name="党组织",
                    ),
                ),
            ],
            options={
                "verbose_name": "公开承诺",
                "verbose_name_plural": "公开承诺",
                "ordering": ["-made_on", "-pk"],
                "indexes": [
                    models.Index(
                        fields=["organization_path", "status", "due_on"], name="brands_comm_organiz_16ef07_idx"
                    ),
                    models.Index(fields=["brand", "-made_on"], name="brands_comm_brand_i_87f7ca_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["made", "kept", "not_kept", "withdrawn"])),
                        name="commitment_status_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Deed",
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
                ("organization_path", models.CharField(editable=False, max_length=40)),
                ("title", models.CharField(max_length=60, verbose_name="标题")),
                ("text", models.TextField(verbose_name="事迹")),
                ("happened_on", models.DateField(verbose_name="日期")),
                ("consented_on", models.DateField(blank=True, null=True, verbose_name="本人同意日期")),
                ("consent_until", models.DateField(blank=True, null=True, verbose_name="同意公开至")),
                ("consent_note", models.CharField(blank=True, max_length=100, verbose_name="同意方式")),
                ("consent_withdrawn_on", models.DateField(blank=True, null=True, verbose_name="撤回同意日期")),
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
                    "brand",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deeds",
                        to="brands.brand",
                        verbose_name="品牌",
                    ),
                ),
                (
                    "consent_recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="记录人",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deeds",
                        to="branches.member",
                        verbose_name="党员",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deeds",
                        to="branches.organization",
                        verbose_name="党组织",
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
                "verbose_name": "好人好事",
                "verbose_name_plural": "好人好事",
                "ordering": ["-happened_on", "-pk"],
                "indexes": [
                    models.Index(
                        fields=["organization_path", "-happened_on", "-id"], name="brands_deed_organiz_af7b98_idx"
                    ),
                    models.Index(fields=["brand", "-happened_on"], name="brands_deed_brand_i_9fec16_idx"),
                ],
            },
        ),
        migrations.CreateModel(
            name="DemonstrationSite",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("organization_path", models.CharField(editable=False, max_length=40)),
                ("introduction", models.TextField(verbose_name="可看可学")),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="地点")),
                ("capacity", models.PositiveSmallIntegerField(default=30, verbose_name="单次接待人数")),
                ("marked_on", models.DateField(verbose_name="认定日期")),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "开放中"), ("suspended", "暂停接待"), ("ended", "已取消")],
                        default="active",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "brand",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="site",
                        to="brands.brand",
                        verbose_name="品牌",
                    ),
                ),
                (
                    "organizer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sites",
                        to="branches.organization",
                        verbose_name="认定单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "示范点",
                "verbose_name_plural": "示范点",
                "ordering": ["-marked_on", "-pk"],
                "indexes": [
                    models.Index(fields=["organizer", "status", "-marked_on"], name="brands_demo_organiz_3325be_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["active", "suspended", "ended"])), name="site_status_known"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DocumentEvent",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="brands.officialdocument"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="GuidanceJudgement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "guidance_class",
                    models.CharField(
                        choices=[("good", "较好"), ("middling", "一般"), ("weak", "薄弱")],
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                ("reason", models.TextField(verbose_name="理由")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="判定时间")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="结束时间")),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="guidance_judgements",
                        to="brands.brand",
                        verbose_name="品牌",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="判定人",
                    ),
                ),
            ],
            options={
                "verbose_name": "分类判定",
                "verbose_name_plural": "分类判定",
                "ordering": ["-made_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)), fields=("brand",), name="judgement_one_in_force"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GuidanceRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(default=1, verbose_name="顺序")),
                (
                    "guidance_class",
                    models.CharField(
                        choices=[("good", "较好"), ("middling", "一般"), ("weak", "薄弱")],
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                (
                    "fact",
                    models.CharField(
                        choices=[
                            ("overdue_phases", "逾期阶段数"),
                            ("overdue_findings", "逾期未整改问题数"),
                            ("open_findings", "未销号问题数"),
                            ("ledger_score", "最近一次年度考核得分"),
                            ("plan_missing", "当年应报未报深化计划数"),
                            ("activities", "近十二个月活动数"),
                        ],
                        max_length=20,
                        verbose_name="依据",
                    ),
                ),
                (
                    "at_least",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True, verbose_name="不低于"),
                ),
                (
                    "at_most",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True, verbose_name="不高于"),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="guidance_rules",
                        to="brands.program",
                        verbose_name="创建活动",
                    ),
                ),
            ],
            options={
                "verbose_name": "分类规则",
                "verbose_name_plural": "分类规则",
                "ordering": ["program", "order", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("at_least__isnull", False), ("at_most__isnull", False), _connector="OR"),
                        name="guidance_rule_has_bound",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Highlight",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("organization_path", models.CharField(editable=False, max_length=40)),
                ("strengths", models.TextField(blank=True, verbose_name="特色亮点")),
                ("core_task", models.TextField(blank=True, verbose_name="中心工作")),
                ("served", models.TextField(blank=True, verbose_name="服务对象")),
                ("carriers", models.TextField(blank=True, verbose_name="已有阵地、队伍、活动")),
                ("idea", models.CharField(blank=True, max_length=20, verbose_name="品牌名称设想")),
                ("difficulties", models.TextField(blank=True, verbose_name="困难与需求")),
                ("filled_on", models.DateField(blank=True, null=True, verbose_name="填写日期")),
                ("edit_version", models.PositiveIntegerField(default=0, verbose_name="编辑版次")),
                (
                    "filled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填写人",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="highlights",
                        to="branches.organization",
                        verbose_name="党组织",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="highlights",
                        to="brands.program",
                        verbose_name="创建活动",
                    ),
                ),
            ],
            options={
                "verbose_name": "亮点摸底",
                "verbose_name_plural": "亮点摸底",
                "ordering": ["organization_path", "pk"],
                "indexes": [
                    models.Index(fields=["program", "organization_path"], name="brands_high_program_b466a8_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("program", "organization"), name="highlight_once_a_program")
                ],
            },
        ),
        migrations.CreateModel(
            name="Inspection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("organizer_path", models.CharField(editable=False, max_length=40)),
                ("title", models.CharField(max_length=60, verbose_name="督查主题")),
                ("focus", models.TextField(blank=True, verbose_name="督查重点")),
                ("starts_on", models.DateField(verbose_name="开始日期")),
                ("ends_on", models.DateField(verbose_name="结束日期")),
                ("leader", models.CharField(blank=True, max_length=40, verbose_name="带队人")),
                ("conclusion", models.TextField(blank=True, verbose_name="总体情况")),
                ("edit_version", models.PositiveIntegerField(default=0, verbose_name="编辑版次")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "已安排"),
                            ("carried_out", "已开展"),
                            ("closed", "已办结"),
                            ("cancelled", "已取消"),
                        ],
                        default="planned",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="建立人",
                    ),
                ),
                (
                    "organizer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspections",
                        to="branches.organization",
                        verbose_name="督查单位",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="branches.region",
                        verbose_name="片区",
                    ),
                ),
            ],
            options={
                "verbose_name": "督查",
                "verbose_name_plural": "督查",
                "ordering": ["-starts_on", "-pk"],
                "indexes": [
                    models.Index(
                        fields=["organizer_path", "status", "starts_on"], name="brands_insp_organiz_3eb1d9_idx"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["planned", "carried_out", "closed", "cancelled"])),
                        name="inspection_status_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="日期")),
                ("title", models.CharField(max_length=80, verbose_name="标题")),
                ("items", models.JSONField(default=list, verbose_name="内容")),
                ("mailed_at", models.DateTimeField(blank=True, null=True, verbose_name="邮件发出时间")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="阅读时间")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="收件人",
                    ),
                ),
            ],
            options={
                "verbose_name": "消息",
                "verbose_name_plural": "消息",
                "ordering": ["-day", "-pk"],
                "indexes": [models.Index(fields=["user", "read_at"], name="brands_mess_user_id_281552_idx")],
                "constraints": [models.UniqueConstraint(fields=("user", "day"), name="message_once_a_day")],
            },
        ),
        migrations.CreateModel(
            name="PhaseRecordEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=40, verbose_name="操作")),
                ("label", models.CharField(max_length=40, verbose_name="操作名称")),
                ("source", models.CharField(max_length=20, verbose_name="原状态")),
                ("target", models.CharField(max_length=20, verbose_name="新状态")),
                ("actor_name", models.CharField(max_length=80, verbose_name="操作人姓名")),
                ("comment", models.TextField(blank=True, verbose_name="意见")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间")),
                ("due_before", models.DateField(blank=True, null=True)),
                ("due_after", models.DateField(blank=True, null=True)),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="brands.phaserecord"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Recheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("organization_path", models.CharField(editable=False, max_length=40)),
                ("reason", models.TextField(verbose_name="启动原因")),
                ("opened_on", models.DateField(verbose_name="启动日期")),
                ("due_on", models.DateField(verbose_name="填报期限")),
                ("achievements", models.TextField(blank=True, verbose_name="巩固深化情况")),
                ("problems", models.TextField(blank=True, verbose_name="存在问题")),
                ("measures", models.TextField(blank=True, verbose_name="下一步措施")),
                ("edit_version", models.PositiveIntegerField(default=0, verbose_name="编辑版次")),
                ("submitted_on", models.DateField(blank=True, null=True, verbose_name="报送日期")),
                (
                    "advice",
                    models.CharField(
                        blank=True,
                        choices=[("keep", "保留"), ("lower", "降级"), ("correct", "限期整改"), ("revoke", "撤销")],
                        max_length=10,
                        verbose_name="复核建议",
                    ),
                ),
                ("advice_reason", models.TextField(blank=True, verbose_name="建议理由")),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[("keep", "保留"), ("lower", "降级"), ("correct", "限期整改"), ("revoke", "撤销")],
                        max_length=10,
                        verbose_name="复核结果",
                    ),
                ),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="决定日期")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "待填报"),
                            ("submitted", "待决定"),
                            ("decided", "已决定"),
                            ("cancelled", "已取消"),
                        ],
                        default="open",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "honour",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rechecks",
                        to="brands.honour",
                        verbose_name="称号",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="启动人",
                    ),
                ),
            ],
            options={
                "verbose_name": "称号复核",
                "verbose_name_plural": "称号复核",
                "ordering": ["-opened_on", "-pk"],
                "indexes": [
                    models.Index(
                        fields=["organization_path", "status", "due_on"], name="brands_rech_organiz_1a72e7_idx"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["open", "submitted", "decided", "cancelled"])),
                        name="recheck_status_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["open", "submitted"])),
                        fields=("honour",),
                        name="recheck_one_alive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Regulation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("title", models.CharField(max_length=100, verbose_name="名称")),
                ("reference", models.CharField(blank=True, max_length=40, verbose_name="文号")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="版本")),
                ("effective_on", models.DateField(verbose_name="施行日期")),
                ("text", models.TextField(blank=True, verbose_name="主要内容")),
                (
                    "file",
                    models.FileField(blank=True, max_length=200, upload_to="regulations/%Y/%m", verbose_name="文件"),
                ),
                ("file_name", models.CharField(blank=True, max_length=120, verbose_name="文件名")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "拟稿"),
                            ("in_force", "现行有效"),
                            ("superseded", "已被修订"),
                            ("repealed", "已废止"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="录入人",
                    ),
                ),
                (
                    "former",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successor",
                        to="brands.regulation",
                        verbose_name="前一版本",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="regulations",
                        to="branches.organization",
                        verbose_name="制定单位",
                    ),
                ),
                (
                    "programs",
                    models.ManyToManyField(
                        blank=True, related_name="regulations", to="brands.program", verbose_name="适用的创建活动"
                    ),
                ),
            ],
            options={
                "verbose_name": "制度",
                "verbose_name_plural": "制度",
                "ordering": ["-effective_on", "-pk"],
                "indexes": [
                    models.Index(
                        fields=["organization", "status", "-effective_on"], name="brands_regu_organiz_b33ae8_idx"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "in_force", "superseded", "repealed"])),
                        name="regulation_status_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReminderSetting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("by_mail", models.BooleanField(default=True, verbose_name="同时发送邮件")),
                ("days_before", models.PositiveSmallIntegerField(default=7, verbose_name="提前天数")),
                ("muted", models.JSONField(blank=True, default=list, verbose_name="不再提醒的事项")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminder_setting",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
            options={
                "verbose_name": "提醒设置",
                "verbose_name_plural": "提醒设置",
            },
        ),
        migrations.CreateModel(
            name="Supervision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("addressee_path", models.CharField(editable=False, max_length=40)),
                ("title", models.CharField(max_length=80, verbose_name="事项")),
                ("text", models.TextField(verbose_name="要求")),
                ("due_on", models.DateField(verbose_name="反馈期限")),
                ("answer", models.TextField(blank=True, verbose_name="办理情况")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("sent", "待反馈"),
                            ("answered", "已反馈"),
                            ("closed", "已办结"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="sent",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "addressee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supervisions_received",
                        to="branches.organization",
                        verbose_name="承办单位",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发出人",
                    ),
                ),
                (
                    "records",
                    models.ManyToManyField(
                        blank=True, related_name="supervisions", to="brands.phaserecord", verbose_name="涉及的阶段"
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supervisions_sent",
                        to="branches.organization",
                        verbose_name="督办单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "督办",
                "verbose_name_plural": "督办",
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(fields=["addressee_path", "status", "due_on"], name="brands_supe_address_3aaef8_idx"),
                    models.Index(fields=["sender", "status", "due_on"], name="brands_supe_sender__04ba9a_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["sent", "answered", "closed", "withdrawn"])),
                        name="supervision_status_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ActivityKind",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=20, unique=True, verbose_name="代码")),
                ("name", models.CharField(max_length=20, unique=True, verbose_name="名称")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                ("is_active", models.BooleanField(default=True, verbose_name="使用中")),
                (
                    "checklist",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="kinds",
                        to="brands.checklist",
                        verbose_name="要点清单",
                    ),
                ),
            ],
            options={
                "verbose_name": "活动类型",
                "verbose_name_plural": "活动类型",
                "ordering": ["order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="AnnualPlanEvent",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="brands.annualplan"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CommitmentEvent",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="brands.commitment"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="InspectionEvent",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="brands.inspection"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="InspectionTarget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("organization_path", models.CharField(editable=False, max_length=40)),
                ("visited_on", models.DateField(blank=True, null=True, verbose_name="督查日期")),
                ("impression", models.TextField(blank=True, verbose_name="现场情况")),
                (
                    "brand",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspection_targets",
                        to="brands.brand",
                        verbose_name="品牌",
                    ),
                ),
                (
                    "inspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="targets",
                        to="brands.inspection",
                        verbose_name="督查",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspection_targets",
                        to="branches.organization",
                        verbose_name="被督查党组织",
                    ),
                ),
            ],
            options={
                "verbose_name": "督查对象",
                "verbose_name_plural": "督查对象",
                "ordering": ["organization_path", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("inspection", "organization"), name="inspection_target_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RecheckEvent",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="brands.recheck"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RegulationEvent",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="brands.regulation"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SiteEvent",
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
                        to="brands.demonstrationsite",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SupervisionEvent",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="brands.supervision"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("organization_path", models.CharField(editable=False, max_length=40)),
                ("visit_on", models.DateField(verbose_name="来访日期")),
                ("people", models.PositiveSmallIntegerField(verbose_name="人数")),
                ("purpose", models.CharField(blank=True, max_length=200, verbose_name="学习内容")),
                ("report", models.TextField(blank=True, verbose_name="学习收获")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("booked", "待确认"),
                            ("confirmed", "已确认"),
                            ("declined", "未能接待"),
                            ("reported", "已完成"),
                            ("cancelled", "已取消"),
                        ],
                        default="booked",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "booked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="预约人",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="branches.organization",
                        verbose_name="来访党组织",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="brands.demonstrationsite",
                        verbose_name="示范点",
                    ),
                ),
            ],
            options={
                "verbose_name": "参观学习",
                "verbose_name_plural": "参观学习",
                "ordering": ["-visit_on", "-pk"],
                "indexes": [
                    models.Index(
                        fields=["organization_path", "status", "visit_on"], name="brands_visi_organiz_7c0e0e_idx"
                    ),
                    models.Index(fields=["site", "status", "visit_on"], name="brands_visi_site_id_74e6f6_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["booked", "confirmed", "declined", "reported", "cancelled"])
                        ),
                        name="visit_status_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Activity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("organization_path", models.CharField(editable=False, max_length=40)),
                (
                    "strand",
                    models.CharField(
                        choices=[
                            ("education", "主题教育"),
                            ("training", "学习培训"),
                            ("commitment", "目标承诺"),
                            ("other", "其他工作"),
                        ],
                        default="education",
                        max_length=12,
                        verbose_name="工作主线",
                    ),
                ),
                ("title", models.CharField(max_length=60, verbose_name="主题")),
                ("held_on", models.DateField(verbose_name="日期")),
                ("place", models.CharField(blank=True, max_length=60, verbose_name="地点")),
                ("people", models.PositiveIntegerField(blank=True, null=True, verbose_name="参加人数")),
                ("summary", models.TextField(blank=True, verbose_name="内容摘要")),
                ("link", models.URLField(blank=True, max_length=300, verbose_name="相关链接")),
                ("checks", models.JSONField(blank=True, default=dict, verbose_name="要点")),
                ("edit_version", models.PositiveIntegerField(default=0, verbose_name="编辑版次")),
                ("is_void", models.BooleanField(default=False, verbose_name="已作废")),
                ("void_reason", models.CharField(blank=True, max_length=200, verbose_name="作废原因")),
                (
                    "brand",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="brands.brand",
                        verbose_name="品牌",
                    ),
                ),
                (
                    "carrier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="brands.carrier",
                        verbose_name="载体",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填报人",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="branches.organization",
                        verbose_name="党组织",
                    ),
                ),
                (
                    "phase_record",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="brands.phaserecord",
                        verbose_name="创建阶段",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="brands.activitykind",
                        verbose_name="类型",
                    ),
                ),
            ],
            options={
                "verbose_name": "活动",
                "verbose_name_plural": "活动",
                "ordering": ["-held_on", "-pk"],
                "indexes": [
                    models.Index(
                        fields=["organization_path", "-held_on", "-id"], name="brands_acti_organiz_c5fd9a_idx"
                    ),
                    models.Index(fields=["organization", "-held_on", "-id"], name="brands_acti_organiz_2717d4_idx"),
                    models.Index(fields=["brand", "-held_on", "-id"], name="brands_acti_brand_i_c83fe0_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("strand__in", ["education", "training", "commitment", "other"])),
                        name="activity_strand_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("organization_path", models.CharField(editable=False, max_length=40)),
                ("found_on", models.DateField(verbose_name="发现日期")),
                ("problem", models.TextField(verbose_name="问题")),
                ("measure", models.TextField(verbose_name="整改要求")),
                ("due_on", models.DateField(verbose_name="整改期限")),
                ("answer", models.TextField(blank=True, verbose_name="整改情况")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="反馈日期")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="销号日期")),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "拟稿"), ("open", "待整改"), ("answered", "已报整改"), ("closed", "已销号")],
                        default="draft",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "brand",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="brands.brand",
                        verbose_name="品牌",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="branches.organization",
                        verbose_name="党组织",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="brands.inspectiontarget",
                        verbose_name="督查对象",
                    ),
                ),
            ],
            options={
                "verbose_name": "督查问题",
                "verbose_name_plural": "督查问题",
                "ordering": ["due_on", "pk"],
                "indexes": [
                    models.Index(
                        fields=["organization_path", "status", "due_on"], name="brands_find_organiz_3149af_idx"
                    ),
                    models.Index(fields=["status", "due_on", "id"], name="brands_find_status_929dec_idx"),
                    models.Index(fields=["brand", "found_on"], name="brands_find_brand_i_8e81d9_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "open", "answered", "closed"])),
                        name="finding_status_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitEvent",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="brands.visit"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.FileField(max_length=200, upload_to="evidence/%Y/%m", verbose_name="文件")),
                ("name", models.CharField(max_length=120, verbose_name="文件名")),
                ("size", models.PositiveIntegerField(verbose_name="大小（字节）")),
                ("is_image", models.BooleanField(default=False, verbose_name="图片")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="上传时间")),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="brands.activity",
                        verbose_name="活动",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "佐证材料",
                "verbose_name_plural": "佐证材料",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="FindingEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=40, verbose_name="操作")),
                ("label", models.CharField(max_length=40, verbose_name="操作名称")),
                ("source", models.CharField(max_length=20, verbose_name="原状态")),
                ("target", models.CharField(max_length=20, verbose_name="新状态")),
                ("actor_name", models.CharField(max_length=80, verbose_name="操作人姓名")),
                ("comment", models.TextField(blank=True, verbose_name="意见")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间")),
                ("due_before", models.DateField(blank=True, null=True)),
                ("due_after", models.DateField(blank=True, null=True)),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="brands.finding"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Pairing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("strong_path", models.CharField(editable=False, max_length=40)),
                ("weak_path", models.CharField(editable=False, max_length=40)),
                ("goals", models.TextField(verbose_name="共建目标")),
                ("starts_on", models.DateField(verbose_name="开始日期")),
                ("ends_on", models.DateField(verbose_name="结束日期")),
                ("result", models.TextField(blank=True, verbose_name="共建成效")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "待确认"),
                            ("active", "结对中"),
                            ("ended", "已结束"),
                            ("declined", "未达成"),
                        ],
                        default="proposed",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "activities",
                    models.ManyToManyField(
                        blank=True, related_name="pairings", to="brands.activity", verbose_name="共建活动"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="建立人",
                    ),
                ),
                (
                    "organizer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pairings",
                        to="branches.organization",
                        verbose_name="组织单位",
                    ),
                ),
                (
                    "strong",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pairings_led",
                        to="brands.brand",
                        verbose_name="帮带品牌",
                    ),
                ),
                (
                    "weak",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pairings_joined",
                        to="branches.organization",
                        verbose_name="结对党支部",
                    ),
                ),
            ],
            options={
                "verbose_name": "结对共建",
                "verbose_name_plural": "结对共建",
                "ordering": ["-starts_on", "-pk"],
                "indexes": [
                    models.Index(fields=["strong_path", "status"], name="brands_pair_strong__9b22bf_idx"),
                    models.Index(fields=["weak_path", "status"], name="brands_pair_weak_pa_2f8338_idx"),
                    models.Index(fields=["organizer", "status"], name="brands_pair_organiz_954ff5_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["proposed", "active", "ended", "declined"])),
                        name="pairing_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gt", models.F("starts_on"))), name="pairing_ends_after_start"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["proposed", "active"])),
                        fields=("strong", "weak"),
                        name="pairing_one_alive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PairingEvent",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="brands.pairing"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
    ]
