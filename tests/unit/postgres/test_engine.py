"""How our statements reach asyncpg."""

from smplat_postgres.engine import numbered


def test_each_placeholder_gets_the_next_number() -> None:
    statement = "select * from t where a = {} and b = any({}::text[]) limit {}"

    text = numbered(statement)

    assert text == "select * from t where a = $1 and b = any($2::text[]) limit $3"


def test_doubled_braces_are_braces_of_the_statement() -> None:
    statement = "select '{{}}'::jsonb where a = {}"

    text = numbered(statement)

    assert text == "select '{}'::jsonb where a = $1"


def test_a_statement_without_placeholders_stays_as_it_is() -> None:
    statement = "select 1 as found"

    text = numbered(statement)

    assert text == statement
