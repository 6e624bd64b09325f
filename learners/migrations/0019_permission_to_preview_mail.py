from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("learners", "0018_looks_at_teams"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="reminder",
            options={
                "ordering": ["-local_date", "learner"],
                "permissions": [("preview_mail", "Can see the mail that a learner would get")],
                "verbose_name": "reminder",
                "verbose_name_plural": "reminders",
            },
        ),
    ]
