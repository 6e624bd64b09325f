"""The search index: what `certifications.search` looks things up in. Derived from the rest of the catalogue, at any time anew.

The words are folded already (`certifications.search.words`): small letters, no accents, single spaces. So both databases index and
compare the same text. The engines' own structures (a tsvector, FTS5 tables) stand beside these tables, made by a migration.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SearchDocument(models.Model):
    """One thing that can be found."""

    class Kind(models.TextChoices):
        CERTIFICATION = "certification", _("certification")
        ROLE = "role", _("role")
        SKILL = "skill", _("skill")
        TERM = "term", _("term")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    object_id = models.BigIntegerField(_("number of the object"))
    slug = models.SlugField(_("slug"), max_length=80)
    title = models.CharField(_("title"), max_length=200)
    place = models.CharField(_("where it belongs"), max_length=500, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    title_words = models.TextField(_("words of the title"), blank=True)
    keywords = models.TextField(_("keywords"), blank=True)
    body = models.TextField(_("words of the text"), blank=True)

    class Meta:
        verbose_name = _("search document")
        verbose_name_plural = _("search documents")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id"],
                name="search_document_once",
                violation_error_message=_("This is in the search index already."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class SearchWord(models.Model):
    """A word that some document has: what a mistyped word is compared with."""

    word = models.CharField(_("word"), max_length=50, unique=True)

    class Meta:
        verbose_name = _("word of the search index")
        verbose_name_plural = _("words of the search index")

    def __str__(self) -> str:
        return self.word


class SearchIndex(models.Model):
    """One row: the catalogue's revision that the documents were made from."""

    revision = models.BigIntegerField(_("revision"), null=True)

    class Meta:
        verbose_name = _("state of the search index")
        verbose_name_plural = _("state of the search index")
        constraints = [
            models.CheckConstraint(
                condition=Q(id=1), name="one_search_index", violation_error_message=_("There is one search index.")
            )
        ]

    def __str__(self) -> str:
        return str(self.revision)
