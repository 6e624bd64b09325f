from django.urls import URLPattern, path

from certifications.views import catalogue, certification, found, programs, roadmaps, ways, words

app_name = "certifications"
urlpatterns: list[URLPattern] = [
    path("certifications/", catalogue.catalogue, name="catalogue"),
    path("certifications/compare/", catalogue.comparisons, name="comparisons"),
    path("certifications/<slug:slug>/", certification.certification, name="certification"),
    path("programmes/", programs.programs, name="programs"),
    path("programmes/<slug:slug>/", programs.program, name="program"),
    path("paths/", ways.paths, name="paths"),
    path("paths/<slug:slug>/", ways.path, name="path"),
    path("roles/", ways.roles, name="roles"),
    path("roles/<slug:slug>/", ways.role, name="role"),
    path("roadmaps/", roadmaps.roadmaps, name="roadmaps"),
    path("roadmaps/<slug:slug>/", roadmaps.roadmap, name="roadmap"),
    path("providers/", programs.providers, name="providers"),
    path("skills/", words.skills, name="skills"),
    path("skills/<slug:slug>/", words.skill, name="skill"),
    path("search/", found.search_page, name="search"),
    path("glossary/", words.glossary, name="glossary"),
]
