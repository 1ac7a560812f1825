"""What a commitment must keep to."""

from datetime import date

from branches.models import Member, Organization
from brands.models import Brand
from core.errors import BusinessError


def check_commitment(
    organization: Organization, *, member: Member, brand: Brand | None, made_on: date, due_on: date
) -> None:
    if member.organization_id != organization.pk or not member.is_active:
        raise BusinessError(f"“{member.name}”不是本组织的在册党员，请重新选择。")
    if brand and brand.organization_id != organization.pk:
        raise BusinessError("所选品牌不是本组织的品牌，请重新选择。")
    if due_on < made_on:
        raise BusinessError("兑现期限不能早于承诺日期。")
