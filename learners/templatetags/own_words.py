"""What learners write themselves, as it looks on their pages."""

import nh3
from django import template
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from certifications.templatetags.catalogue import ATTRIBUTES, SCHEMES, TAGS

register = template.Library()

# As the catalogue's prose, and a new line is a new line. What would not get through stays as it was typed.
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["heading", "lheading", "image", "hr"])


@register.filter
def own_words(text: str) -> SafeString:
    """A note in light Markdown as harmless HTML; links are vouched for by nobody."""
    return mark_safe(
        nh3.clean(
            _markdown.render(text),
            tags=TAGS,
            attributes=ATTRIBUTES,
            url_schemes=SCHEMES,
            link_rel="nofollow noopener noreferrer",
        )
    )
