from django.urls import URLPattern, path

from learners.plans.exams import result_views
from learners.plans.exams import views as exam_views

app_name = "exams"
urlpatterns: list[URLPattern] = [
    path("", exam_views.exams, name="exams"),
    path("book/<slug:slug>/", exam_views.book, name="book"),
    path("<int:pk>/", exam_views.attempt, name="attempt"),
    path("<int:pk>/date/", exam_views.move, name="move"),
    path("<int:pk>/cancel/", exam_views.cancel, name="cancel"),
    path("<int:pk>/result/", result_views.result, name="result"),
    path("<int:pk>/correct/", result_views.correct, name="correct"),
    path("<int:pk>/retake/", result_views.retake, name="retake"),
]
