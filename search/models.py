"""The database's own index of published words, and what its copy elsewhere lacks."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """A `SearchDocument` as a row. Its grams stand beside it, out of the model's sight: in the
    virtual table `search_grams` on SQLite, in four columns more on PostgreSQL.
    """

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20)
    section = models.CharField(max_length=16, blank=True)
    consultation = models.PositiveBigIntegerField(null=True, db_index=True)
    page = models.PositiveBigIntegerField(null=True)
    title = models.CharField(max_length=250)
    heading = models.CharField(max_length=250, blank=True)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=1000)
    department = models.PositiveBigIntegerField(null=True)
    topic = models.CharField(max_length=40, blank=True)
    document_type = models.CharField(max_length=12, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    published_at = models.DateTimeField()
    language = models.CharField(max_length=12)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        indexes = [models.Index(fields=["-published_at", "key"], name="entries_newest_first")]

    def __str__(self) -> str:
        return self.key


class Owed(models.Model):
    """Something of a consultation, or of none, changed `since`, and is to be copied."""

    consultation = models.PositiveBigIntegerField(null=True)
    since = models.DateTimeField()
    due_at = models.DateTimeField()

    class Meta:
        verbose_name = _("change to be copied")
        verbose_name_plural = _("changes to be copied")

    def __str__(self) -> str:
        return f"{self.consultation} {self.since}"
