"""What a database consists of, as names: taken before an installation and after the uninstallation, and compared."""

from scripts.host import postgres

# Every query gives one column, the name of a thing.
_QUERIES = {
    "table": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
    "column": "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'",
    "index": "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'",
    "constraint": "SELECT conrelid::regclass || ': ' || conname FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "sequence": "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'",
    "trigger": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    "function": "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "model": "SELECT model FROM ir_model",
    "field": "SELECT model || '.' || name FROM ir_model_fields",
    "choice": "SELECT f.model || '.' || f.name || ': ' || s.value FROM ir_model_fields_selection s"
    " JOIN ir_model_fields f ON f.id = s.field_id",
    # Of foreign keys Odoo itself forgets to strike out what an addon added to a table of another one.
    "model constraint": "SELECT name FROM ir_model_constraint WHERE type <> 'f'",
    "relation": "SELECT name FROM ir_model_relation",
    "access": "SELECT name || ' ' || id FROM ir_model_access",
    "record rule": "SELECT name || ' ' || id FROM ir_rule",
    "group": "SELECT (name->>'en_US') || ' ' || id FROM res_groups",
    "privilege": "SELECT (name->>'en_US') || ' ' || id FROM res_groups_privilege",
    "user": "SELECT login FROM res_users",
    "menu": "SELECT (name->>'en_US') || ' ' || id FROM ir_ui_menu",
    "view": "SELECT name || ' ' || id FROM ir_ui_view",
    "action": "SELECT type || ' ' || (name->>'en_US') || ' ' || id FROM ir_actions",
    "schedule": "SELECT cron_name || ' ' || id FROM ir_cron",
    "mail template": "SELECT (name->>'en_US') || ' ' || id FROM mail_template",
    "asset": "SELECT name || ' ' || id FROM ir_asset",
    "parameter": "SELECT key FROM ir_config_parameter",
    "default": "SELECT id::text FROM ir_default",
    "filter": "SELECT name || ' ' || id FROM ir_filters",
}


def inventory(database: str) -> set[tuple[str, str]]:
    """Return ``{(kind of thing, its name)}``."""
    # A name of somebody else's may go over several lines.
    everything = " UNION ALL ".join(
        f"SELECT '{kind}', regexp_replace(name, '\\s+', ' ', 'g') FROM ({query}) AS found (name)"
        for kind, query in _QUERIES.items()
    )
    return {(kind, name) for kind, name in postgres.query(everything, database)}


def new_models(database: str, before: set[tuple[str, str]]) -> list[str]:
    """Return the models that came to a database since its inventory was taken."""
    return sorted(name for kind, name in inventory(database) - before if kind == "model")


def mentions(database: str, models: list[str]) -> list[str]:
    """Return the tables whose rows still name one of these models, with how many: messages, activities, files."""
    if not models:
        return []
    columns = postgres.query(
        "SELECT c.table_name, c.column_name FROM information_schema.columns c JOIN pg_tables t"
        " ON t.tablename = c.table_name AND t.schemaname = 'public' WHERE c.table_schema = 'public'"
        " AND c.data_type = 'character varying' AND c.column_name IN ('model', 'res_model', 'model_name', 'relation')",
        database,
    )
    names = ", ".join(f"'{model}'" for model in models)
    counts = " UNION ALL ".join(
        f'SELECT \'{table}.{column}\', count(*) FROM "{table}" WHERE "{column}" IN ({names})'
        for table, column in columns
    )
    return [f"{place}: {count}" for place, count in postgres.query(counts, database) if count != "0"]
