"""Who calls whom in the code of the portal, as far as it can be read."""

import ast
from dataclasses import dataclass, field

WRITING = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "update",
    "delete",
    "get_or_create",
    "update_or_create",
}


def called_in(*nodes: ast.AST) -> list[ast.expr]:
    """Return what is called anywhere inside some nodes."""
    return [inner.func for node in nodes for inner in ast.walk(node) if isinstance(inner, ast.Call)]


@dataclass
class Code:
    """The functions of some modules: what each calls, by dotted names, and which write."""

    calls: dict[str, set[str]] = field(default_factory=dict)
    writing: set[str] = field(default_factory=set)
    imports: dict[str, dict[str, str]] = field(default_factory=dict)

    def read(self, module: str, source: str) -> None:
        tree = ast.parse(source)
        self.imports[module] = {
            alias.asname or alias.name: f"{node.module}.{alias.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        for function in tree.body:
            if isinstance(function, ast.FunctionDef):
                name = f"{module}.{function.name}"
                made = called_in(function)
                self.calls[name] = {self.full(module, ast.unparse(call)) for call in made}
                if {call.attr for call in made if isinstance(call, ast.Attribute)} & WRITING:
                    self.writing.add(name)

    def full(self, module: str, call: str) -> str:
        head, dot, rest = call.partition(".")
        return f"{self.imports[module].get(head, f'{module}.{head}')}{dot}{rest}"

    def found(self, name: str) -> str:
        """Return where a name that a package hands on is written."""
        module, _dot, rest = name.rpartition(".")
        while name not in self.calls and rest in self.imports.get(module, {}):
            name = self.imports[module][rest]
            module, _dot, rest = name.rpartition(".")
        return name

    def reaching(self, wanted: set[str]) -> set[str]:
        """Return the functions that are, or end up calling, one of `wanted`."""
        reached = set(wanted)
        while True:
            more = {
                name
                for name, made in self.calls.items()
                if name not in reached and {self.found(call) for call in made} & reached
            }
            if not more:
                return reached
            reached |= more
