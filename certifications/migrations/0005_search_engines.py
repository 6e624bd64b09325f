from django.db import migrations

POSTGRESQL = """
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    ALTER TABLE certifications_searchdocument ADD COLUMN vector tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', title_words), 'A')
        || setweight(to_tsvector('simple', keyword_words), 'B')
        || setweight(to_tsvector('simple', body_words), 'D')
    ) STORED;
    CREATE INDEX certifications_search_vector ON certifications_searchdocument USING gin (vector);
    CREATE INDEX certifications_search_word ON certifications_searchword USING gin (word gin_trgm_ops);
"""
DROP_POSTGRESQL = """
    DROP INDEX IF EXISTS certifications_search_word;
    ALTER TABLE certifications_searchdocument DROP COLUMN IF EXISTS vector;
"""


SQLITE = """
    CREATE VIRTUAL TABLE certifications_search_fts
    USING fts5(title_words, keyword_words, body_words, tokenize = 'unicode61', prefix = '2 3')
"""
DROP_SQLITE = "DROP TABLE IF EXISTS certifications_search_fts"


def create(apps, schema_editor):
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)


def drop(apps, schema_editor):
    schema_editor.execute(DROP_POSTGRESQL if schema_editor.connection.vendor == "postgresql" else DROP_SQLITE)


class Migration(migrations.Migration):
    dependencies = [("certifications", "0004_search")]
    operations = [migrations.RunPython(create, drop)]
