"""A guest for CPython: numbers, strings, lists, records, variants, flags, errors and a resource."""

import json
import statistics

import wit_world
from componentize_py_types import Err
from wit_world.imports import log, types


class WitWorld(wit_world.WitWorld):
    def add(self, a, b):
        log.info(f"add {a} {b} level {log.level()}")
        return (a + b) & 0xFFFFFFFF

    def echo(self, text):
        return text

    def sum(self, numbers):
        return sum(numbers)

    def invert(self, data):
        return bytes(255 - byte for byte in data)

    def sort_items(self, items):
        return sorted(items, key=lambda item: item.name)

    def area(self, shape):
        if isinstance(shape, types.Shape_Circle):
            return 3.5 * shape.value
        if isinstance(shape, types.Shape_Rect):
            return float(shape.value.x * shape.value.y)
        raise Err("empty shape")

    def statistics_of(self, text):
        try:
            numbers = json.loads(text)
        except ValueError as e:
            raise Err(str(e))
        return json.dumps({"mean": statistics.fmean(numbers), "median": statistics.median(numbers)})
