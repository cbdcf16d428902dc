"""The search language, for models, clients and jobs; frontend/src/lib/search is its twin.

tests/search/cases.json holds the two together, docs/search.md is for its users.
"""

from obt.search.match import IndexedRow, Row
from obt.search.parse import Query, QueryError, parse
from obt.search.quantity import quantity
from obt.search.vocabulary import Vocabulary, vocabulary

__all__ = [
    "IndexedRow",
    "Query",
    "QueryError",
    "Row",
    "Vocabulary",
    "parse",
    "quantity",
    "vocabulary",
]
