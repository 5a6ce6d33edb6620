"""The interface tables: its resource is a class."""

import csv
import datetime
import json
import re
import statistics

from componentize_py_types import Err
from wit_world.exports import tables
from wit_world.exports.tables import (
    Column,
    Condition_Above,
    Condition_Equals,
    Condition_Matches,
    Kind,
    Problem_BadPattern,
    Problem_Empty,
    Problem_NoColumn,
    Problem_Ragged,
)
from wit_world.imports import journal


class Table(tables.Table):
    def __init__(self, title):
        self.title = title
        self.names = []
        self.rows = []

    def read(self, text):
        rows = [row for row in csv.reader(text.splitlines()) if row]
        if not rows:
            raise Err(Problem_Empty())
        names, *rows = rows
        for i, row in enumerate(rows, 1):
            if len(row) != len(names):
                raise Err(Problem_Ragged(i))
        self.names, self.rows = names, rows
        journal.note(f"{self.title}: {len(rows)} rows of {', '.join(names)}")
        return len(rows)

    def columns(self):
        return [describe(name, [row[i] for row in self.rows]) for i, name in enumerate(self.names)]

    def select(self, where):
        match where:
            case Condition_Equals(value=(name, wanted)):
                return self.where(name, lambda cell: cell == wanted)
            case Condition_Above(value=(name, least)):
                return self.where(name, lambda cell: (number := number_of(cell)) is not None and number > least)
            case Condition_Matches(value=(name, pattern)):
                try:
                    return self.where(name, re.compile(pattern).search)
                except re.error as e:
                    raise Err(Problem_BadPattern(str(e)))
        return self.rows

    def where(self, name, fits):
        if name not in self.names:
            raise Err(Problem_NoColumn(name))
        at = self.names.index(name)
        return [row for row in self.rows if fits(row[at])]

    def to_json(self):
        return json.dumps([dict(zip(self.names, row)) for row in self.rows], ensure_ascii=False)

    @classmethod
    def union(cls, a, b):
        both = Table(f"{a.title} and {b.title}")
        both.names = a.names
        both.rows = [list(row) for row in dict.fromkeys(map(tuple, a.rows + b.rows))]
        return both


def describe(name, cells):
    filled = [cell for cell in cells if cell]
    for kind, parse in ((Kind.NUMBER, number_of), (Kind.DATE, date_of)):
        values = [parse(cell) for cell in filled]
        if filled and None not in values:
            order = dict(zip(filled, values)).get
            break
    else:
        kind, order = Kind.TEXT, str.casefold
    mean = statistics.fmean(values) if kind is Kind.NUMBER else None
    ends = (min(filled, key=order), max(filled, key=order)) if filled else None
    return Column(name, kind, len(filled), mean, ends)


def number_of(cell):
    try:
        return float(cell)
    except ValueError:
        return None


def date_of(cell):
    try:
        return datetime.date.fromisoformat(cell)
    except ValueError:
        return None
