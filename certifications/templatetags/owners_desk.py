from django import template

from certifications.admin import home

register = template.Library()


@register.inclusion_tag("admin/_owners_home.html")
def owners_home() -> dict[str, object]:
    """Eight queries: drafts, certifications without a guide, and a count for each of six families."""
    return {
        "drafts": home.drafts_waiting()[: home.SHOWN],
        "without_a_guide": home.without_a_guide()[: home.SHOWN],
        "numbers": home.numbers(),
    }
