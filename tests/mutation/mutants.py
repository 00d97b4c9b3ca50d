"""Small changes to a module, each of which some test must notice.

A mutant is the module with one operator, number, condition or part of a filter changed. What
cannot be noticed by what the portal does is left alone: annotations, texts, names.
"""

import ast
import copy
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OPERATORS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
FUNCTIONS = {"min": "max", "max": "min", "any": "all", "all": "any"} | {
    "everybody": "nobody",
    "nobody": "everybody",
}
FILTERS = {"Q", "filter", "exclude"}
LOOKUPS = {"__lt": "__lte", "__lte": "__lt", "__gt": "__gte", "__gte": "__gt"}
IS_SQL = re.compile(r"\b(SELECT|WHERE|FROM|CASE|JOIN)\b|\(\)\s+AND\b")
SQL = {  # what stands in a sentence of SQL, and what it becomes
    r"<=": "<",
    r">=": ">",
    r"(?<![<>=-])<(?![=>])": "<=",
    r"(?<![<>=-])>(?![=>])": ">=",
    r"<>": "=",
    r"\bAND\b": "OR",
    r"\bOR\b": "AND",
    r"\bNOT EXISTS\b": "EXISTS",
    r"\bIS NOT NULL\b": "IS NULL",
    r"\bmax\b": "min",
    r"\bmin\b": "max",
    r"\bgreatest\b": "least",
    r" \+ ": " - ",
    r" - ": " + ",
    r"\bDESC\b": "ASC",
    r"(?<![\w.:%$'-])(?<!SELECT )[0-9]+(?![\w.'])": "more",
}


@dataclass(frozen=True)
class _Change:
    node: ast.AST
    field: str
    index: int | None
    new: ast.AST
    scope: str
    function: int


@dataclass(frozen=True)
class Mutant:
    """One change: where it is, what it was and became; `function` is the line of the outermost
    function it is in, 0 where importing the module runs it.
    """

    name: str
    line: int
    function: int
    whole: ast.Module
    change: _Change

    @property
    def tree(self) -> ast.Module:
        """Return the module with the change."""
        return _changed(self.whole, self.change)


def mutants(path: Path, *, numbers_alone: bool = False) -> list[Mutant]:
    """Return every mutant of the module at `path`; `numbers_alone` keeps the numbers that have a
    name in it.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found, seen = [], Counter[str]()
    for change in _changes(tree):
        if numbers_alone and not (change.scope == "" and re.search(r"\d", ast.unparse(change.new))):
            continue
        old = getattr(change.node, change.field)
        old = old if change.index is None else old[change.index]
        was, is_now = _shown(old, change.new)
        name = f"{change.scope or 'module'}: {was} → {is_now}"
        seen[name] += 1
        name = f"{name} ({seen[name]})" if seen[name] > 1 else name
        line = getattr(old, "lineno", getattr(change.node, "lineno", 0))
        found.append(Mutant(name, line, change.function, tree, change))
    return found


def _changed(tree: ast.Module, change: _Change) -> ast.Module:
    """Return the module with that change."""
    value = getattr(change.node, change.field)
    old = value if change.index is None else value[change.index]
    new = ast.copy_location(change.new, old) if hasattr(old, "lineno") else change.new
    _put(change, new)
    mutated = ast.fix_missing_locations(copy.deepcopy(tree))
    _put(change, old)
    return mutated


def _put(change: _Change, node: ast.AST) -> None:
    if change.index is None:
        setattr(change.node, change.field, node)
    else:
        getattr(change.node, change.field)[change.index] = node


def _shown(old: ast.AST, new: ast.AST) -> tuple[str, str]:
    """Return both in words, of long texts only where they differ."""
    was, is_now = (" ".join(_text(node).split()) for node in (old, new))
    if max(len(was), len(is_now)) <= 80:
        return was, is_now
    first = next(
        (at for at, pair in enumerate(zip(was, is_now, strict=False)) if pair[0] != pair[1]),
        min(len(was), len(is_now)),
    )
    begin = max(0, first - 30)
    return was[begin : first + 30], is_now[begin : first + 30]


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.keyword):
        return f"{node.arg}={ast.unparse(node.value)}"
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return ast.unparse(node) or type(node).__name__


def _changes(tree: ast.Module) -> Iterator[_Change]:
    yield from _walk(tree, scope="", function=0)


def _walk(node: ast.AST, *, scope: str, function: int) -> Iterator[_Change]:
    """Go through what runs, with the function that each thing is in."""
    for field, value in ast.iter_fields(node):
        if field in {"annotation", "returns", "decorator_list", "type_comment", "ctx"}:
            continue
        inner = (scope, function)
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and field == "body":
            inner = (f"{scope}.{node.name}".lstrip("."), function or _begins(node))
        children = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
        for index, child in children:
            if not isinstance(child, ast.AST) or _is_left_alone(child, node):
                continue
            for new in _of(child):
                yield _Change(node, field, index, new, *inner)
            yield from _walk(child, scope=inner[0], function=inner[1])


def _begins(node: ast.FunctionDef | ast.ClassDef) -> int:
    """Return the first line of a function with its decorators, 0 of a class."""
    if isinstance(node, ast.ClassDef):
        return 0
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def _is_left_alone(node: ast.AST, parent: ast.AST) -> bool:
    """Say whether nothing of it can be noticed: imports, texts for people, docstrings, types."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return True
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(node, ast.Assign) and any(
        isinstance(target, ast.Name) and target.id == "__all__" for target in node.targets
    ):
        return True
    if isinstance(parent, ast.Assign) and _is_of_types(node):
        return True
    if isinstance(node, ast.keyword) and node.arg == "strict":
        return True
    if isinstance(node, ast.Call) and ast.unparse(node.func) in {"_", "TypeVar", "gettext"}:
        return True
    return isinstance(parent, ast.Subscript) and isinstance(node, ast.BinOp)


def _is_of_types(node: ast.AST) -> bool:
    """Say whether it is a choice of types: `User | AnonymousUser`."""
    return (
        isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.BitOr)
        and all(isinstance(side, ast.Name) for side in (node.left, node.right))
    )


def _of(node: ast.AST) -> Iterator[ast.AST]:
    """Return what a node becomes, one change at a time."""
    if type(node) in OPERATORS:
        yield OPERATORS[type(node)]()
    for kind, become in BECOMES.items():
        if isinstance(node, kind):
            yield from become(node)


def _of_pair(node: ast.BinOp) -> Iterator[ast.AST]:
    """Leave one of two conditions out."""
    if isinstance(node.op, ast.BitOr | ast.BitAnd):
        yield from (node.left, node.right)


def _of_sign(node: ast.UnaryOp) -> Iterator[ast.AST]:
    if isinstance(node.op, ast.Not | ast.USub | ast.Invert):
        yield node.operand


def _of_constant(node: ast.Constant) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int | float):
        yield ast.Constant(value + 1)
        if value > 1:
            yield ast.Constant(value - 1)
    elif isinstance(value, str):
        yield from (ast.Constant(text) for text in _of_text(value))


def _of_text(value: str) -> Iterator[str]:
    for ending, other in LOOKUPS.items():
        if value.endswith(ending):
            yield value.removesuffix(ending) + other
    if not IS_SQL.search(value):
        return
    for pattern, new in SQL.items():
        for match in re.finditer(pattern, value):
            word = str(int(match.group()) + 1) if new == "more" else new
            yield value[: match.start()] + word + value[match.end() :]


def _of_condition(node: ast.If | ast.IfExp) -> Iterator[ast.AST]:
    """Turn a condition round, unless its own operator does that already."""
    test = node.test
    if isinstance(test, ast.UnaryOp) or (
        isinstance(test, ast.Compare)
        and isinstance(test.ops[0], ast.Eq | ast.NotEq | ast.In | ast.NotIn | ast.Is | ast.IsNot)
    ):
        return
    other = copy.copy(node)
    other.test = ast.copy_location(ast.UnaryOp(ast.Not(), test), test)
    yield other


def _of_call(node: ast.Call) -> Iterator[ast.AST]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
    if name in FUNCTIONS and isinstance(node.func, ast.Name):
        other = copy.copy(node)
        other.func = ast.copy_location(ast.Name(FUNCTIONS[name], ast.Load()), node.func)
        yield other
    if name in FILTERS and len(node.keywords) + len(node.args) > 1:
        for place in range(len(node.keywords)):
            other = copy.copy(node)
            other.keywords = node.keywords[:place] + node.keywords[place + 1 :]
            yield other


def _of_keyword(node: ast.keyword) -> Iterator[ast.AST]:
    for ending, new in LOOKUPS.items():
        if node.arg and node.arg.endswith(ending):
            yield ast.keyword(node.arg.removesuffix(ending) + new, node.value)


def _of_sequence(node: ast.Tuple | ast.List | ast.Set) -> Iterator[ast.AST]:
    """Leave out one of several states, parts or members."""
    if not isinstance(getattr(node, "ctx", ast.Load()), ast.Load) or len(node.elts) < 2:
        return
    if not all(isinstance(member, ast.Attribute | ast.Starred) for member in node.elts):
        return
    for place in range(len(node.elts)):
        other = copy.copy(node)
        other.elts = node.elts[:place] + node.elts[place + 1 :]
        yield other


BECOMES: dict[Any, Callable[[Any], Iterator[ast.AST]]] = {
    ast.BinOp: _of_pair,
    ast.UnaryOp: _of_sign,
    ast.Constant: _of_constant,
    ast.If | ast.IfExp: _of_condition,
    ast.Call: _of_call,
    ast.keyword: _of_keyword,
    ast.Tuple | ast.List | ast.Set: _of_sequence,
}
