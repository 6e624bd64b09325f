from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from portal import views

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = admin.site.site_title = "Cairn"

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("healthz/deep", views.healthz_deep, name="healthz-deep"),
    path("metrics", views.metrics, name="metrics"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("certifications.urls")),
    path("", include("learners.plans.urls")),
    path("goals/", include("learners.plans.goals.urls")),
    path("exams/", include("learners.plans.exams.urls")),
    path("settings/", include("learners.profiles.urls")),
    path("credentials/", include("learners.credentials.urls")),
    path("verify/", include("learners.credentials.verify_urls")),
    path("calendar/teams/", include("learners.calendars.teams.urls")),
    path("calendar/", include("learners.calendars.urls")),
    path("teams/", include("learners.teams.urls")),
    path("guests/", include("learners.teams.guests.public_urls")),
    path("reminders/", include("learners.reminders.urls")),
    path("my-data/", include("learners.privacy.urls")),
]
handler404 = "portal.views.not_found"
