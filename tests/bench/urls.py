from django.urls import include, path

from tests.bench.bare import bare

urlpatterns = [path("bare/<int:size>/", bare), path("", include("portal.urls"))]
