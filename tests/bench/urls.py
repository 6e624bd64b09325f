from django.urls import include, path

from tests.bench.bare import bare, bare_post

urlpatterns = [path("bare/<int:size>/", bare), path("bare-post/", bare_post), path("", include("portal.urls"))]
