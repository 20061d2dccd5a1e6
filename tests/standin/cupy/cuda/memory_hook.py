"""`cupy.cuda.memory_hook`: of it, being told what is asked of the pool."""

from cupy import _launches


class MemoryHook:
    """Called, within a ``with`` block, for each piece of memory."""

    name = "MemoryHook"

    def __enter__(self):
        if self.name in _launches.hooks:
            raise KeyError(f"memory hook {self.name} already exists")
        _launches.hooks[self.name] = self
        return self

    def __exit__(self, *error):
        del _launches.hooks[self.name]

    def malloc_preprocess(self, **facts):
        """Before memory is taken: ``device_id``, ``size`` and ``mem_size``, in bytes."""
