from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchDocument(models.Model):
    """What can be found of one record. Written by `certifications.search.index` alone, from the catalogue's rows.

    The three columns of words are in the index's own spelling (`certifications.search.words`), so that every database
    sees the same words; `title` and `summary` are for the eye.
    """

    class Kind(models.TextChoices):
        CERTIFICATION = "certification", _("certification")
        ROLE = "role", _("role")
        SKILL = "skill", _("skill")
        TERM = "term", _("term")

    kind = models.CharField(max_length=20, choices=Kind)
    slug = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    title_words = models.TextField()
    keyword_words = models.TextField(blank=True)
    body_words = models.TextField(blank=True)

    class Meta:
        verbose_name = _("search document")
        verbose_name_plural = _("search documents")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "slug"],
                name="one_document_a_record",
                violation_error_message=_("It is indexed already."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class SearchWord(models.Model):
    """The vocabulary of all documents: what a mistyped word may have meant."""

    word = models.CharField(max_length=80, unique=True)

    class Meta:
        verbose_name = _("search word")
        verbose_name_plural = _("search words")

    def __str__(self) -> str:
        return self.word


class SearchIndex(models.Model):
    """One row: the catalogue's revision that the documents say."""

    revision = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("search index")
        verbose_name_plural = _("search index")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(id=1), name="one_search_index", violation_error_message=_("There is one index.")
            )
        ]

    def __str__(self) -> str:
        return str(self.revision)
