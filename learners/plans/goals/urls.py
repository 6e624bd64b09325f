from django.urls import URLPattern, path

from learners.plans.goals import views as goal_views

app_name = "goals"
urlpatterns: list[URLPattern] = [
    path("", goal_views.choose, name="choose"),
    path("certifications/<slug:slug>/", goal_views.certification, name="certification"),
    path("certifications/<slug:slug>/keep/", goal_views.keep_certification, name="keep_certification"),
    path("roles/<slug:slug>/", goal_views.role, name="role"),
    path("roles/<slug:slug>/keep/", goal_views.keep_role, name="keep_role"),
    path("<int:pk>/drop/", goal_views.drop, name="drop"),
]
