# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from weakref import WeakKeyDictionary

# The names of what was prepared, by psycopg2's cursors: of these each of Odoo's has one, and the connection that it
# borrows forgets all that was prepared before (``reset`` in ``ConnectionPool.borrow`` of Odoo's ``sql_db.py``).
_known = WeakKeyDictionary()

# For the plan that is kept. A table that has grown since PostgreSQL looked at it last would seem small enough to be
# sorted for each claim; new statistics have the query planned anew.
_PLANNED_FOR_MANY = "SET plan_cache_mode = force_generic_plan; SET LOCAL enable_sort = off"


class Prepared:
    """A query that PostgreSQL plans once for each cursor: to plan a short one anew takes as long as to run it.

    :param str name: that of nothing else that is prepared
    :param str query: SQL with ``%(parameter)s`` for each of ``types``
    :param types: ``parameter="type in PostgreSQL"``
    """

    def __init__(self, name, query, **types):
        self.name, self.query = name, query
        places = {parameter: f"${nth}" for nth, parameter in enumerate(types, 1)}
        self._prepare = f"PREPARE {name} ({', '.join(types.values())}) AS {query % places}"
        self._execute = f"EXECUTE {name} ({', '.join(f'%({parameter})s' for parameter in types)})"

    def execute(self, cr, values):
        """Run it past the cursor's own ``execute``, which logs a query that fails as a whole.

        :param cr: Odoo's cursor
        :param dict values: of all parameters
        :return: psycopg2's cursor, to fetch from
        """
        cursor = cr._obj
        known = _known.setdefault(cursor, set())
        if self.name not in known:
            cursor.execute(f"{_PLANNED_FOR_MANY}; {self._prepare}")
            known.add(self.name)
        cursor.execute(self._execute, values)
        return cursor
