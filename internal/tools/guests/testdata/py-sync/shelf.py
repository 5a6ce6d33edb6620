"""The resource of the exported interface."""

from wit_world.exports import shelf


class Counter(shelf.Counter):
    def __init__(self, start):
        self.n = start

    def inc(self, by):
        self.n += by
        return self.n

    def value(self):
        return self.n
