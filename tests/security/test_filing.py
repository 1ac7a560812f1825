"""Odd names, forged selections and forms sent at once do the filing no harm."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from branches.enums import Role
from brands.models import Application, Attachment
from brands.selectors.similarity import similar_to, similar_to_each
from brands.services import drafts
from brands.services.application import advance
from core.errors import BusinessError
from tests.core.parallel import together
from tests.factories.branches import OrganizationFactory, fresh, person, small_cast, small_tree
from tests.factories.brands import ApplicationFactory, ProgramFactory


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["1010", "true", "null", '"先锋"', "[1]", "1e5"])
def test_a_name_that_looks_like_a_number_is_a_name(name):
    tree = small_tree()
    program = ProgramFactory(organizer=tree.top)
    filed = []
    for branch in (tree.branch, tree.sibling):
        application = ApplicationFactory(program=program, organization=branch, name=name)
        filed.append(advance(application, "submit", actor=person(Role.SECRETARY, branch)))
    assert [found.name for found in similar_to(filed[0])] == [name]
    each = similar_to_each(filed)
    assert [[found.name for found in each[a.pk]] for a in filed] == [[name], [name]]


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "abc", "1e30", "²", "9" * 30])
@pytest.mark.parametrize("across", ["0", "1"])
def test_forged_keys_of_an_action_are_refused(client, key, across):
    tree = small_tree()
    user = person(Role.OFFICE, tree.top)
    client.post(reverse("accounts:login"), {"username": user.username, "password": "Blue-Lantern-27"})
    sent = {"action": "export_forms", "_selected_action": key, "select_across": across, "index": "0"}
    answer = client.post(reverse("admin:brands_application_changelist"), sent)
    assert answer.status_code in (302, 400)


@pytest.mark.django_db(transaction=True)
def test_two_forms_of_one_branch_do_not_both_take_the_rest_of_its_quota(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(drafts, "ATTACHMENT_QUOTA", 1000)
    tree = small_tree()
    clerk = small_cast(tree).clerk
    forms = [ApplicationFactory(program=ProgramFactory(organizer=tree.top), organization=tree.branch) for _ in range(2)]
    elsewhere = ApplicationFactory(program=forms[0].program, organization=OrganizationFactory(parent=tree.general))

    def upload(number: int) -> Attachment:
        form = Application.objects.get(pk=forms[number % 2].pk)
        return drafts.attach(form, content=ContentFile(b"x" * 600, name="a.pdf"), actor=fresh(clerk))

    results = together(upload, 4)
    assert sum(isinstance(result, BusinessError) for result in results) == 3, results
    assert Attachment.objects.exclude(application=elsewhere).count() == 1
