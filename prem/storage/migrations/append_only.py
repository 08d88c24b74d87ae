"""The guards of a workshop table whose rows stay as they are, on both databases.

Scripts that have long run call it, so it never changes: what is to be otherwise gets a new script.
"""

from alembic import op

_SQLITE = (("stays", "UPDATE"), ("kept", "DELETE"))
_POSTGRES = (("stays", "UPDATE OR DELETE", "ROW"), ("whole", "TRUNCATE", "STATEMENT"))


def guard(table: str) -> None:
    """Refuse every change and deletion of a row; PostgreSQL has `refuse_workshop_change` already
    (script 0001)."""
    if op.get_bind().dialect.name == "postgresql":
        for name, act, each in _POSTGRES:
            op.execute(
                f"CREATE TRIGGER {table}_{name} BEFORE {act} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION refuse_workshop_change()"
            )
    else:
        for name, act in _SQLITE:
            op.execute(
                f"CREATE TRIGGER {table}_{name} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
