"""Letters are written in the room for them: `emails.py` of each subject."""

import ast

from tests.house.source import modules, name_of, read

WRITES = {"mail.write", "EmailMessage", "EmailMultiAlternatives", "send_mail", "mail.send_mail"}
ROOMS = (
    "emails.py",
    "ogp_portal/foundation/events/mail.py",
    "ogp_portal/foundation/events/smtp.py",
)


def letters(source: str) -> list[str]:
    """Return the calls of a module that write a letter."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [name for call in calls if (name := ast.unparse(call.func)) in WRITES]


def test_letters_are_written_in_the_emails_of_each_subject():
    writing = [name_of(path) for path in modules() if letters(read(path))]
    assert len(writing) > 6
    assert [name for name in writing if not name.endswith(ROOMS)] == []


def test_a_planted_letter_is_caught():
    assert letters("def tell(person):\n    mail.write('x', to=person)\n") == ["mail.write"]
    assert letters("file.write('x')\n") == []
