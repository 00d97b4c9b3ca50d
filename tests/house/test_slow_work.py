"""P2, P25: nothing slow is done inside a transaction, where rows are held that others wait for.

Slow is what works on files, draws, or speaks with a server outside. A transaction is a function
under `@transaction.atomic`, a block of one, or what an outbox's message does, unless it marks by
itself how far it came. The database opens it with its first query: what stands before the first
statement that asks for a row is outside.
"""

import ast
import re
from collections.abc import Iterator

from ogp_portal.foundation.events import outbox
from tests.house.calls import Code, called_in
from tests.house.source import dotted, modules, read

SLOW = {
    "ogp_portal.foundation.documents.charts.to_png",
    "ogp_portal.foundation.documents.sandbox.run",
    "ogp_portal.foundation.events.http_client.post",
    "ogp_portal.foundation.events.kept_documents.make_now",
    "ogp_portal.foundation.events.smtp.hand_over",
}
ATOMIC = {"transaction.atomic", "transaction.atomic()"}
ASKS = re.compile(r"\b(rights|journal|four_eyes)\.|\.(objects|filter|save|refresh_from_db)\b")


def is_atomic(function: ast.FunctionDef) -> bool:
    """Say whether a whole function is one transaction."""
    words = {ast.unparse(decorator) for decorator in function.decorator_list}
    handles = [word for word in words if word.startswith("outbox.handler(")]
    return bool(words & ATOMIC) or any("is_atomic=False" not in word for word in handles)


def begun(body: list[ast.stmt]) -> list[ast.stmt]:
    """Return the statements of a transaction from the first that asks the database."""
    first = next((n for n, line in enumerate(body) if ASKS.search(ast.unparse(line))), len(body))
    return body[first:]


def inside(tree: ast.Module) -> Iterator[tuple[str, list[ast.expr]]]:
    """Return what is called inside the transactions of a module, by the function they stand in."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        if is_atomic(function):
            yield function.name, called_in(*begun(function.body))
        for block in ast.walk(function):
            if isinstance(block, ast.With) and ATOMIC & {
                ast.unparse(item.context_expr) for item in block.items
            }:
                yield function.name, called_in(*begun(block.body))


def slow_work(sources: dict[str, str]) -> list[str]:
    """Return what is slow inside a transaction, as `module.function: what it calls`."""
    code = Code()
    for module, source in sources.items():
        code.read(module, source)
    slow = code.reaching(SLOW)
    return sorted(
        f"{module}.{function}: {name}"
        for module, source in sources.items()
        for function, calls in inside(ast.parse(source))
        for name in {code.found(code.full(module, ast.unparse(call))) for call in calls} & slow
    )


def test_nothing_slow_is_done_inside_a_transaction():
    assert slow_work({dotted(path): read(path) for path in modules()}) == []


def test_what_is_slow_is_there_by_that_name():
    code = Code()
    for path in modules():
        code.read(dotted(path), read(path))
    assert SLOW - set(code.calls) == set()


def test_what_is_done_when_others_act_is_not_slow_either():
    code = Code()
    for path in modules():
        code.read(dotted(path), read(path))
    slow = code.reaching(SLOW)
    handlers = {
        f"{handler.__module__}.{handler.__name__}"
        for kind, handler in outbox.HANDLERS.items()
        if kind not in outbox.MARKING
    }
    assert "forums.sessions.workflow.minutes.make_minutes_pdf" in handlers
    assert handlers & slow == set()


def test_planted_slow_work_is_caught():
    head = "from ogp_portal.foundation.documents import sandbox\n"
    drawing = "def draw(row):\n    return sandbox.run('pdf', b'', {})\n"
    ask = "    row = Row.objects.get()\n"
    for transaction, is_caught in (
        (f"@transaction.atomic\ndef act(row):\n{ask}    draw(row)\n", True),
        (f"@transaction.atomic\ndef act(row):\n    draw(row)\n{ask}", False),
        (f"def act(row):\n    with transaction.atomic():\n    {ask}        draw(row)\n", True),
        (f"def act(row):\n{ask}    draw(row)\n    with transaction.atomic():\n    {ask}", False),
        (f"@outbox.handler(DRAW)\ndef act(payload):\n{ask}    draw(row)\n", True),
        (f"@outbox.handler(DRAW, prepare=x)\ndef act(payload, y):\n{ask}    draw(row)\n", True),
        (f"@outbox.handler(D, is_atomic=False)\ndef act(payload):\n{ask}    draw(row)\n", False),
    ):
        found = slow_work({"planted.workflow": head + drawing + transaction})
        assert found == (["planted.workflow.act: planted.workflow.draw"] if is_caught else [])
