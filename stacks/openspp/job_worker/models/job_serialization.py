# Part of job_worker. License LGPL-3.0 or later (see LICENSE).
"""What is handed to a job's method, as JSON. Records keep user, rights and a few keys of the context."""

import json

from odoo import models

_SAFE_CONTEXT_KEYS = {"lang", "tz", "active_test", "allowed_company_ids", "company_id", "force_company"}


class JobEncoder(json.JSONEncoder):
    def default(self, obj):
        if not isinstance(obj, models.BaseModel):
            return super().default(obj)
        context = {key: value for key, value in obj.env.context.items() if key in _SAFE_CONTEXT_KEYS}
        return {
            "__type__": "odoo_recordset",
            "model": obj._name,
            "ids": obj.ids,
            "uid": obj.env.uid,
            "su": obj.env.su,
            "context": context,
        }


class JobDecoder(json.JSONDecoder):
    def __init__(self, env, *args, **kwargs):
        self.env = env
        super().__init__(*args, object_hook=self._records, **kwargs)

    def _records(self, found):
        if found.get("__type__") != "odoo_recordset":
            return found
        records = self.env[found["model"]].with_user(found["uid"]).with_context(**found["context"])
        records = (records.sudo() if found["su"] else records).browse(found["ids"])
        if records - records.exists():
            raise ValueError(f"Records of {found['model']} are gone")
        return records
