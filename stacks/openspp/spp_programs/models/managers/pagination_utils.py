# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).
def compute_id_ranges(cr, table, where_clause, params, batch_size):
    """Return ``[(first id, last id), …]`` of pieces of so many rows."""
    cr.execute(f"SELECT id FROM {table} WHERE {where_clause} ORDER BY id", params)  # pylint: disable=sql-injection
    ids = [id_ for (id_,) in cr.fetchall()]
    pieces = (ids[start : start + batch_size] for start in range(0, len(ids), batch_size))
    return [(piece[0], piece[-1]) for piece in pieces]
