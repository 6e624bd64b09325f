"""Gives what stood before there was a record its base and its record, as far as they are known.

A draft began from the newest version that was published with a lower number: numbers are given when a draft begins.
"""

from django.db import migrations


def fill(apps, schema_editor):
    Version = apps.get_model("certifications", "CurriculumVersion")
    VersionEvent = apps.get_model("certifications", "VersionEvent")
    published = Version.objects.filter(state__in=["published", "retired"])
    for draft in Version.objects.filter(state__in=["draft", "in_review"], based_on=None):
        draft.based_on = published.filter(certification=draft.certification_id, number__lt=draft.number).order_by("-number").first()
        draft.save(update_fields=["based_on"])
    VersionEvent.objects.bulk_create(
        (
            VersionEvent(
                version=version,
                kind="published" if version.published_by_id else "loaded",
                at=version.published_at,
                by_id=version.published_by_id,
                from_state="draft" if version.published_by_id else "loading",
                to_state="published",
            )
            for version in published.exclude(published_at=None)
        ),
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("certifications", "0005_version_events")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
