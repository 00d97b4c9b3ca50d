"""What is mutated, and the tests that pin it: whole modules of rules, and promised numbers."""

MATRIX = "tests/rights"
BUDGETS = "tests/transparency/budgets"
ACCESS = {  # who may: the matrix, and the tests of the subject
    "ogp_portal/administration": (),
    "commitments/amendments": (),
    "commitments/assessments": ("tests/commitments/assessments/test_access.py",),
    "commitments/inquiries": ("tests/commitments/inquiries/test_workflow.py",),
    "commitments/institutions": ("tests/commitments/organizations/test_invitations.py",),
    "commitments/notes": (),
    "commitments/organizations": ("tests/commitments/organizations/test_access.py",),
    "commitments/plans": ("tests/commitments/plans/test_access.py",),
    "commitments/progress": (),
    "commitments/sources": (),
    "commitments/spreadsheets": (),
    "commitments/territories": (),
    "commitments/work": (),
    "forums/bodies": ("tests/forums/bodies",),
    "forums/drafts": (),
    "forums/process": (),
    "forums/proposals": (),
    "forums/sessions": ("tests/forums/sessions/test_ballots.py",),
    "forums/surveys": (),
    "transparency/budgets": (),
    "transparency/catalogue": (),
    "transparency/infographics": (),
    "transparency/publications": (),
    "transparency/reports": (),
    "transparency/subscriptions": (),
    "transparency/webhooks": ("tests/transparency/webhooks/test_access.py",),
}
PERMISSIONS = "ogp_portal/foundation/permissions"
RULES = {  # modules of the rules of budgets, and the tests of their boundaries
    "accounts": "months",
    "amounts": "figures",
    "definition": "months",
    "months": "months",
    "percentages": "figures",
    "__init__": "figures",
}

WHOLE: dict[str, tuple[str, ...]] = {
    f"{PERMISSIONS}/rights.py": (MATRIX, "tests/foundation/test_rights.py"),
    f"{PERMISSIONS}/states.py": ("tests/foundation/test_states.py",),
    f"{PERMISSIONS}/windows.py": ("tests/foundation/test_windows.py",),
    "ogp_portal/foundation/workdays.py": (
        "tests/foundation/test_workdays.py",
        "tests/foundation/test_windows.py",
    ),
    "ogp_portal/foundation/money.py": ("tests/foundation/test_money.py",),
    **{f"{place}/access.py": (MATRIX, *more) for place, more in ACCESS.items()},
    "commitments/plans/definitions.py": ("tests/commitments/plans/test_definitions.py",),
    "commitments/plans/fulfilment.py": (
        "tests/commitments/plans/test_fulfilment.py",
        "tests/commitments/plans/test_definitions.py",
    ),
    "commitments/plans/punctuality.py": ("tests/commitments/plans/test_punctuality.py",),
    "commitments/plans/readiness.py": ("tests/commitments/plans/test_readiness.py",),
    "forums/bodies/quorum.py": ("tests/forums/bodies/test_quorum.py",),
    "forums/bodies/balance.py": ("tests/forums/bodies/test_quorum.py",),
    "forums/surveys/disclosure.py": ("tests/forums/surveys/test_disclosure.py",),
    "forums/proposals/lineage.py": ("tests/forums/proposals/test_lineage.py",),
    "forums/process/requirements/law.py": ("tests/forums/process/test_requirements.py",),
    "forums/process/requirements/ogp.py": ("tests/forums/process/test_requirements.py",),
    "forums/process/requirements/status.py": ("tests/forums/process/test_requirements.py",),
    **{
        f"transparency/budgets/rules/{name}.py": (
            f"{BUDGETS}/test_rules.py",
            f"{BUDGETS}/test_rules_of_{more}.py",
        )
        for name, more in RULES.items()
    },
    "transparency/budgets/workflow/checking.py": (
        f"{BUDGETS}/test_rules.py",
        f"{BUDGETS}/test_rules_of_months.py",
    ),
    "transparency/budgets/classifier.py": (
        f"{BUDGETS}/test_classifier.py",
        f"{BUDGETS}/test_reading.py",
    ),
    "ogp_portal/foundation/numbers.py": ("tests/foundation/test_numbers.py",),
    "transparency/budgets/percentages.py": (f"{BUDGETS}/test_percentages.py",),
}

NUMBERS: dict[str, tuple[str, ...]] = {  # modules whose named numbers are promised to people
    "commitments/progress/workflow/evidence.py": ("tests/commitments/progress/test_workflow.py",),
    "commitments/inquiries/rules.py": ("tests/commitments/inquiries/test_rules.py",),
    "commitments/inquiries/workflow/intake.py": ("tests/commitments/inquiries/test_workflow.py",),
    "commitments/assessments/workflow/judging.py": (
        "tests/commitments/assessments/test_workflow.py",
    ),
    "forums/proposals/workflow/attaching.py": ("tests/forums/proposals/test_intake.py",),
    "forums/proposals/workflow/intake.py": ("tests/forums/proposals/test_intake.py",),
    "forums/drafts/workflow/own_comments.py": ("tests/forums/drafts/test_commenting.py",),
    "forums/drafts/workflow/commenting.py": ("tests/forums/drafts/test_commenting.py",),
    "ogp_portal/foundation/events/outbox.py": ("tests/foundation/test_outbox.py",),
    "transparency/subscriptions/workflow/bounces.py": (
        "tests/transparency/subscriptions/test_bounces.py",
    ),
    "transparency/publications/workflow.py": ("tests/transparency/publications",),
}
TARGETS = {**WHOLE, **{f"numbers:{path}": tests for path, tests in NUMBERS.items()}}
