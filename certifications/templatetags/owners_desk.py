from django import template

from certifications.admin import home

register = template.Library()


@register.inclusion_tag("admin/_owners_home.html")
def owners_home() -> dict[str, object]:
    """Constant: drafts, reviews, certifications without a guide, a count for each of six families, and the lint's own."""
    findings, more_findings = home.findings()
    return {
        "reviews": home.reviews_waiting()[: home.SHOWN],
        "drafts": home.drafts_waiting()[: home.SHOWN],
        "findings": findings,
        "more_findings": more_findings,
        "without_a_guide": home.without_a_guide()[: home.SHOWN],
        "numbers": home.numbers(),
    }
