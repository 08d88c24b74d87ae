"""The database: three stores, keys outside. All SQL is here, a module a noun.

Step 5 of the stairs. Hot paths are plain SQL (pysqlite3, psycopg); SQLModel tables define the
schema and Alembic moves it; neither is imported to open a store that is up to date.
"""
