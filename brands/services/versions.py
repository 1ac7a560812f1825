"""What is kept of every submission: the version as it was, and the keys by which others' names are compared with it."""

from brands.models import Application, ApplicationVersion, SimilarityKey
from brands.selectors.content import content_of
from brands.selectors.similarity import compared_text
from brands.services.taken import Taken
from core.similarity import name_keys, text_keys


def keep_version(taken: Taken) -> None:
    """The text as it was submitted; what editors changed on the way there is of no more use."""
    application = taken.subject
    ApplicationVersion.objects.create(
        application=application,
        number=application.version_number,
        snapshot=content_of(application),
        submitted_by=taken.actor,
        submitted_at=application.submitted_at,
    )
    application.edits.all().delete()


def remember_keys(taken: Taken) -> None:
    write_keys(taken.subject)


def write_keys(application: Application) -> None:
    """From now on the name and texts as submitted count when others' are compared."""
    application.similarity_keys.all().delete()
    names = name_keys(application.name)
    texts = text_keys(compared_text(application.connotation, application.goals))
    SimilarityKey.objects.bulk_create(
        SimilarityKey(application=application, key=key, is_text=is_text)
        for keys, is_text in ((names, False), (texts, True))
        for key in sorted(keys)
    )


def forget_keys(taken: Taken) -> None:
    """Withdrawn or declined: nobody is warned of it any more."""
    taken.subject.similarity_keys.all().delete()


def forget_former_keys(taken: Taken) -> None:
    """An accepted revision stands for the brand alone: what earlier filings said counts no more."""
    application = taken.subject
    if application.brand_id:
        SimilarityKey.objects.filter(application__brand=application.brand_id).exclude(application=application).delete()
