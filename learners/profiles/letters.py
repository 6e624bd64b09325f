"""A mail in text and HTML, of the templates in templates/learners/emails."""

from functools import cache
from typing import Any

from css_inline import CSSInliner
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from learners.profiles.lines import clean, one_line, tidy


class Letter(EmailMultiAlternatives):
    """Put together once, though it is looked at before it is sent."""

    _message: Any = None

    def message(self, **options: Any) -> Any:
        if self._message is None:
            self._message = super().message(**options)
        return self._message


def letter(name: str, context: dict[str, Any], *, to: str, headers: dict[str, str]) -> EmailMultiAlternatives:
    """Of the three templates of that name: subject, text and HTML."""
    message = Letter(
        subject=one_line(render_to_string(f"learners/emails/{name}_subject.txt", context)),
        body=tidy(render_to_string(f"learners/emails/{name}.txt", context)),
        to=[to],
        headers=headers,
    )
    html = clean(render_to_string(f"learners/emails/{name}.html", context))
    message.attach_alternative(_inliner().inline(html), "text/html")
    return message


@cache
def _inliner() -> CSSInliner:
    """One for all mails: it has read the style sheet. What is for dark screens stays a rule, as no attribute can say it."""
    css = render_to_string("learners/emails/mail.css")
    return CSSInliner(extra_css=css, keep_at_rules=True, load_remote_stylesheets=False)
