# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, models
from odoo.tools import unique


class SmsWiservAddedUpOnce(models.AbstractModel):
    """A model with very many rows whose pivots are computed from one query, by the finest grouping.

    The coarser groupings are summed up in Python. PostgreSQL's GROUPING SETS would go over all rows once for each of
    them, and not in parallel workers.
    """

    _name = "sms.wiserv.added.up.once"
    _description = "Rows Added Up Once for Several Groupings"

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        """Override of `base` to query the finest grouping only, and sum up the others."""
        finest = tuple(unique(spec for specs in grouping_sets for spec in specs))
        if (
            len(grouping_sets) < 2
            or not self._can_be_summed(finest, aggregates)
            or order != ", ".join(finest)
        ):
            return super()._read_grouping_sets(domain, grouping_sets, aggregates, order)
        # Sorted here: to have the names that records are sorted by, the database would join them to every row.
        rows = self._read_group(domain, finest, aggregates, order="__count")
        if not rows:
            return super()._read_grouping_sets(domain, grouping_sets, aggregates, order)
        return [self._summed(rows, finest, specs) for specs in grouping_sets]

    @api.model
    def _can_be_summed(self, specs, aggregates):
        """Whether the aggregates are counts and sums, and all groupings of types that :meth:`_ranks` can sort."""
        additive = all(each == "__count" or each.endswith(":sum") for each in aggregates)
        kinds = {self._fields[spec].type if spec in self._fields else None for spec in specs}
        return additive and kinds <= {"many2one", "selection", "char"}

    @api.model
    def _summed(self, rows, finest, specs):
        """Return the rows of a coarser grouping.

        :param list[tuple] rows: the values of ``finest``, then the aggregates
        """
        places, groups = [finest.index(spec) for spec in specs], {}
        zeros = [0] * (len(rows[0]) - len(finest))
        for row in rows:
            group, figures = tuple(row[place] for place in places), row[len(finest) :]
            groups[group] = [
                one + (other or 0) for one, other in zip(groups.get(group, zeros), figures, strict=True)
            ]
        ranks = [self._ranks(spec, {group[nth] for group in groups}) for nth, spec in enumerate(specs)]
        in_order = sorted(
            groups, key=lambda group: [rank[value] for rank, value in zip(ranks, group, strict=True)]
        )
        return [(*group, *groups[group]) for group in in_order]

    @api.model
    def _ranks(self, spec, values):
        """Return ``{value: its place}`` in the database's order, in which empty values come last."""
        some = [value for value in values if value]
        if self._fields[spec].type == "many2one":
            in_order = self.env[self._fields[spec].comodel_name].union(*some).sorted()
        else:
            in_order = sorted(some)
        places = {value: place for place, value in enumerate(in_order)}
        return {value: places.get(value, len(places)) for value in values}
