"""Sessions lead to their person by what is written in them alone: no column says it."""

import json

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from learners.privacy.kinds import Person

AT_A_TIME = 500


def sessions_of(user: Person) -> QuerySet[Session]:
    """Those in which the person is signed in, and those that hold their address, of a log-in that was begun."""
    keys = [session.session_key for session in Session.objects.iterator(AT_A_TIME) if _is_about(session, user)]
    return Session.objects.filter(session_key__in=keys)


def _is_about(session: Session, user: Person) -> bool:
    said = session.get_decoded()
    return said.get(SESSION_KEY) == str(user.pk) or json.dumps(user.email) in json.dumps(said)
