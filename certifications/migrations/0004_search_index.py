from django.db import migrations, models


# The words are folded already, so both databases take them as they are: no stemming, no stop words, no language.
POSTGRESQL = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",  # trusted since PostgreSQL 13: the owner of the database may
    """
    ALTER TABLE certifications_searchdocument ADD COLUMN vector tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', title_words), 'A')
        || setweight(to_tsvector('simple', keywords), 'B')
        || setweight(to_tsvector('simple', body), 'C')
    ) STORED
    """,
    "CREATE INDEX search_document_vector ON certifications_searchdocument USING gin (vector)",
    "CREATE INDEX search_word_trigrams ON certifications_searchword USING gist (word gist_trgm_ops)",
]
SQLITE = [
    """
    CREATE VIRTUAL TABLE certifications_search_fts USING fts5 (
        title_words, keywords, body, content='certifications_searchdocument', content_rowid='id',
        tokenize='unicode61 remove_diacritics 2', prefix='2 3'
    )
    """,
    "CREATE VIRTUAL TABLE certifications_searchword_fts USING fts5 (word, tokenize='trigram')",
]
SQLITE_BACK = ["DROP TABLE certifications_search_fts", "DROP TABLE certifications_searchword_fts"]


def build_engine(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def remove_engine(apps, schema_editor):
    """On PostgreSQL all of it goes with the tables; the extension stays, others may use it."""
    if schema_editor.connection.vendor == "sqlite":
        for statement in SQLITE_BACK:
            schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('certifications', '0003_renewal_window'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=50, unique=True, verbose_name='word')),
            ],
            options={
                'verbose_name': 'word of the search index',
                'verbose_name_plural': 'words of the search index',
            },
        ),
        migrations.CreateModel(
            name='SearchDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('certification', 'certification'), ('role', 'role'), ('skill', 'skill'), ('term', 'term')], max_length=20, verbose_name='kind')),
                ('object_id', models.BigIntegerField(verbose_name='number of the object')),
                ('slug', models.SlugField(max_length=80, verbose_name='slug')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('place', models.CharField(blank=True, max_length=500, verbose_name='where it belongs')),
                ('summary', models.TextField(blank=True, verbose_name='summary')),
                ('title_words', models.TextField(blank=True, verbose_name='words of the title')),
                ('keywords', models.TextField(blank=True, verbose_name='keywords')),
                ('body', models.TextField(blank=True, verbose_name='words of the text')),
            ],
            options={
                'verbose_name': 'search document',
                'verbose_name_plural': 'search documents',
                'constraints': [models.UniqueConstraint(fields=('kind', 'object_id'), name='search_document_once', violation_error_message='This is in the search index already.')],
            },
        ),
        migrations.CreateModel(
            name='SearchIndex',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.BigIntegerField(null=True, verbose_name='revision')),
            ],
            options={
                'verbose_name': 'state of the search index',
                'verbose_name_plural': 'state of the search index',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='one_search_index', violation_error_message='There is one search index.')],
            },
        ),
        migrations.RunPython(build_engine, remove_engine),
    ]
