from django.urls import URLPattern, path

from learners.credentials import claim_views, evidence_views, verify_views, views

app_name = "credentials"
urlpatterns: list[URLPattern] = [
    path("", views.credentials, name="credentials"),
    path("<int:pk>/", verify_views.credential, name="credential"),
    path("<int:pk>/show/", verify_views.show, name="show"),
    path("<int:pk>/hide/", verify_views.hide, name="hide"),
    path("<int:pk>/new-link/", verify_views.new_link, name="new-link"),
    path("add/", claim_views.add, name="add"),
    path("add/end/", claim_views.end, name="end-by-rule"),
    path("claims/<int:pk>/withdraw/", claim_views.withdraw, name="withdraw"),
    path("claims/<int:pk>/evidence/", evidence_views.claim_evidence, name="claim-evidence"),
    path("attempts/<int:pk>/evidence/", evidence_views.attempt_evidence, name="attempt-evidence"),
    path("evidence/<int:pk>/", evidence_views.fetch, name="evidence"),
    path("evidence/<int:pk>/remove/", evidence_views.remove, name="remove-evidence"),
]
