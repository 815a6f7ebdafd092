# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from weakref import WeakKeyDictionary

# {psycopg2's cursor: {names of the queries that its connection has prepared}}. Each cursor of Odoo has one of
# psycopg2's, and borrows a connection for it, whose prepared queries are dropped first (``reset`` in
# ``ConnectionPool.borrow`` of Odoo's ``sql_db.py``).
_known = WeakKeyDictionary()

# Settings for planning. The plan is the same for all parameters, and uses an index instead of sorting: with statistics
# from before a table has grown, PostgreSQL would plan to sort it. After an ANALYZE it plans anew by itself. A plan that
# has to sort all the same would seem so dear that PostgreSQL compiled it, at each run, for up to a second.
_PLANNED_FOR_MANY = (
    "SET plan_cache_mode = force_generic_plan; SET LOCAL enable_sort = off; SET LOCAL jit = off"
)
_PLANNED_AS_USUAL = "SET LOCAL enable_sort TO DEFAULT; SET LOCAL jit TO DEFAULT"


class Prepared:
    """A query that is prepared (PREPARE, EXECUTE), because planning a short one takes as long as running it.

    :param str name: of the prepared query, unique in the addon
    :param str query: SQL with ``%(parameter)s`` for each of ``types``
    :param types: ``parameter="its type in PostgreSQL"``
    """

    def __init__(self, name, query, **types):
        self.name, self.query = name, query
        places = {parameter: f"${nth}" for nth, parameter in enumerate(types, 1)}
        self._prepare = f"PREPARE {name} ({', '.join(types.values())}) AS {query % places}"
        self._execute = f"EXECUTE {name} ({', '.join(f'%({parameter})s' for parameter in types)})"

    def execute(self, cr, values):
        """Run the query.

        It bypasses Odoo's ``execute``, which logs a failing query as a whole, with the texts and numbers in it.

        :param cr: a cursor of Odoo
        :param dict values: ``{parameter: value}``, all of them
        :return: psycopg2's cursor, to fetch from
        """
        cursor = cr._obj
        known = _known.setdefault(cursor, set())
        if self.name not in known:
            cursor.execute(f"{_PLANNED_FOR_MANY}; {self._prepare}")
            known.add(self.name)
            # It is planned when it is first executed or explained, and other queries of this transaction as usual.
            cursor.execute(f"EXPLAIN {self._execute}", values)
            cursor.execute(_PLANNED_AS_USUAL)
        cursor.execute(self._execute, values)
        return cursor
