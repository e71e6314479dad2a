"""Run migrations on the connection that `storage.migrate` opened, in its transaction."""

from alembic import context

from storage.schema import metadata

# Written by the one caller there is: nobody else may migrate, because nobody else takes the lock.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    user_module_prefix="schema.",
)
context.run_migrations()
