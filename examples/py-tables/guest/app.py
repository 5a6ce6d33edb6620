"""The guest: what the world exports is a method of WitWorld, what is raised as Err is the error case's payload. The resource of
the exported interface is in tables.py."""

import ast
import collections
import heapq  # noqa: F401, for Counter: what is not imported when the component is built is not in it
import operator
import re
from fractions import Fraction

import wit_world
from componentize_py_types import Err

OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
}


class WitWorld(wit_world.WitWorld):
    def evaluate(self, formula):
        try:
            return str(value(ast.parse(formula, mode="eval").body))
        except ZeroDivisionError:
            raise Err("a division by zero")
        except (SyntaxError, ValueError) as e:
            raise Err(str(e).partition(" (")[0])

    def most_common(self, text, most):
        words = collections.Counter(re.findall(r"\w+", text.casefold()))
        return words.most_common(most)


def value(node):
    """The value of a formula's syntax tree."""
    match node:
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            return Fraction(str(node.value))
        case ast.UnaryOp(op=op, operand=a) if type(op) in OPERATORS:
            return OPERATORS[type(op)](value(a))
        case ast.BinOp(left=a, op=ast.Pow(), right=b):
            power = value(b)
            if power.denominator != 1 or abs(power) > 1000:
                raise ValueError("a power must be a whole number up to 1000")
            return value(a) ** int(power)
        case ast.BinOp(left=a, op=op, right=b) if type(op) in OPERATORS:
            return OPERATORS[type(op)](value(a), value(b))
    raise ValueError("only numbers, + - * / ** and brackets")
