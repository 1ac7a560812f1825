"""What the public pages must remember themselves; everything shown there belongs to lower apps."""

from django.db import models


class VisitorCount(models.Model):
    """How often one address has sent something within one hour.

    The digest changes its key every day and the row knows no minute, so that it leads to no opinion.
    """

    digest = models.CharField(max_length=64)
    hour = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "hour"], name="visitor_count_once")]
        indexes = [models.Index(fields=["hour"])]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H} {self.count}"
