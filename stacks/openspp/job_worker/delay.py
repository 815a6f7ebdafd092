# Part of job_worker. License LGPL-3.0 or later (see LICENSE).
class Delayable:
    """A call of a method that is yet to be made, by a job."""

    _properties = ("priority", "eta", "max_retries", "description", "channel", "identity_key", "timeout")

    def __init__(self, recordset, **properties):
        self.recordset = recordset
        for name in self._properties:
            setattr(self, name, properties.get(name))
        self._job_method, self._job_args, self._job_kwargs = None, (), {}

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)

        def store(*args, **kwargs):
            self._job_method, self._job_args, self._job_kwargs = name, args, kwargs
            return self

        return store

    def delay(self, **graph):
        """Make the job: it has the records' model and ids, and nothing of their environment."""
        return self.recordset.env["queue.job"].enqueue(
            model_name=self.recordset._name,
            method_name=self._job_method,
            record_ids=self.recordset.ids,
            args=self._job_args,
            kwargs=self._job_kwargs,
            channel=self.channel,
            max_retries=self.max_retries,
            identity_key=self.identity_key,
            description=self.description,
            **graph,
        )


class DelayableGroup:
    """Jobs that are made together, and what is to be done when all are done, or one has failed."""

    def __init__(self, *delayables):
        self._delayables = delayables
        self._on_done, self._on_error = [], []

    def on_done(self, *delayables):
        self._on_done += delayables
        return self

    def on_error(self, *delayables):
        self._on_error += delayables
        return self

    def delay(self):
        ids = [delayable.delay().id for delayable in self._delayables]
        for delayable in self._on_done:
            delayable.delay(dependency_job_ids=ids)
        for delayable in self._on_error:
            delayable.delay(dependency_job_ids=ids, run_on_failure=True)


class DelayableRecordset:
    """Makes the job with the call."""

    def __init__(self, recordset, **properties):
        self.delayable = Delayable(recordset, **properties)

    def __getattr__(self, name):
        return lambda *args, **kwargs: getattr(self.delayable, name)(*args, **kwargs).delay()


def group(*delayables):
    return DelayableGroup(*delayables)
