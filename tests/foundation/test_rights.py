"""How a rule becomes a filter, a flag and a locked row."""

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from commitments.plans.models import Commitment, Plan
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.foundation.permissions.states import MoveNotAllowed
from ogp_portal.models import OutboxMessage, User
from tests.factories.commitments import commitment

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


def test_everybody_is_every_row_and_nobody_is_none(cast):
    assert Plan.objects.filter(rights.everybody()).count() == Plan.objects.count() > 0
    assert not Plan.objects.filter(rights.nobody()).exists()


def test_a_closed_account_has_no_more_rights_than_a_visitor(cast):
    assert rights.is_anonymous(NOBODY)
    assert not rights.is_anonymous(cast.coordinator)
    assert rights.is_anonymous(User(email="x@prueba.example", is_active=False))
    cast.administrator.is_active = False
    assert rights.administrators(cast.administrator) == rights.nobody()
    cast.administrator.is_active = True
    assert rights.administrators(cast.administrator) == rights.everybody()
    assert rights.administrators(cast.coordinator) == rights.nobody()
    assert rights.administrators(NOBODY) == rights.nobody()


def test_a_move_is_allowed_to_its_people_in_its_states_alone(cast):
    draft, published = commitment(cast, "draft"), commitment(cast)
    closing = Commitment.objects.allowing("close", cast.coordinator)
    assert list(closing) == [published]
    assert rights.may(cast.coordinator, "close", published)
    assert not rights.may(cast.coordinator, "close", draft)
    assert not rights.may(cast.editor, "close", published)


def test_a_flag_says_the_same_as_the_filter(cast):
    draft = commitment(cast, "draft")
    for person, may_edit, may_close in ((cast.editor, True, False), (NOBODY, False, False)):
        row = Commitment.objects.with_rights(person, "edit", "close").get(pk=draft.pk)
        assert (row.may_edit, row.may_close) == (may_edit, may_close)


def test_whoever_may_never_gets_nothing_and_whoever_may_not_now_is_told_why(cast):
    _another, draft = commitment(cast, "draft"), commitment(cast, "draft")
    assert rights.fetch("edit", draft, by=cast.editor) == draft
    with pytest.raises(NotAllowed):
        rights.fetch("edit", draft, by=cast.other_editor)
    with pytest.raises(NotAllowed):
        rights.fetch_for_move("close", draft, by=cast.editor)
    with pytest.raises(MoveNotAllowed):
        rights.fetch_for_move("close", draft, by=cast.coordinator)
    published = commitment(cast)
    assert rights.fetch_for_move("close", published, by=cast.coordinator) == published


def test_what_has_no_rows_yet_may_be_made_by_whom_the_rule_leaves_room(cast):
    assert rights.may_at_all(Commitment, "create", cast.editor)
    assert not rights.may_at_all(Commitment, "create", NOBODY)
    assert rights.may_at_all(User, "create", cast.administrator)
    assert not rights.may_at_all(User, "create", cast.coordinator)


@pytest.mark.parametrize("thing", sorted(thing for thing, act in rights.RULES if act == "create"))
def test_a_visitor_makes_nothing(thing):
    assert not rights.may_at_all(apps.get_model(thing), "create", NOBODY)


@pytest.mark.parametrize(
    ("rule", "leaves_room"),
    [
        (rights.nobody(), False),
        (rights.nobody() | rights.nobody(), False),
        (rights.nobody() & Q(state="draft"), False),
        (Q(state="draft") & (rights.nobody() | rights.nobody()), False),
        (rights.nobody() | Q(state="draft"), True),
        (~rights.nobody(), True),
        (rights.everybody() & Q(state="draft"), True),
        (Q(), True),
        (Q(plan__in=Plan.objects.none()), False),
        (Q(plan__in=Plan.objects.filter(slug="nada")), False),
        (Q(plan__in=Plan.objects.filter(slug="plan")), True),
        (Q(plan__in=Plan.objects.filter(slug="nada")) | Q(state="draft"), True),
        (Q(plan__in=Plan.objects.filter(slug="plan")) & Q(state__in=[]), False),
        (~Q(plan__in=Plan.objects.filter(slug="nada")), True),
    ],
)
def test_a_rule_leaves_room_unless_it_is_put_together_of_nobody(
    cast, monkeypatch, rule, leaves_room
):
    monkeypatch.setitem(rights.RULES, ("commitments.commitment", "create"), lambda _user: rule)
    assert rights.may_at_all(Commitment, "create", cast.coordinator) == leaves_room


def test_rows_of_the_ground_are_asked_for_like_any_other(cast):
    OutboxMessage.objects.create(kind="prueba", payload={})
    assert rights.rows(OutboxMessage, "view", cast.administrator).exists()
    assert not rights.rows(OutboxMessage, "view", cast.coordinator).exists()


@pytest.mark.parametrize(
    "ask",
    [
        lambda cast: rights.may(cast.coordinator, "burn", cast.plan),
        lambda cast: rights.fetch("burn", cast.plan, by=cast.coordinator),
        lambda cast: rights.fetch_for_move("burn", cast.plan, by=cast.coordinator),
        lambda cast: rights.may_at_all(Plan, "burn", cast.coordinator),
        lambda cast: Plan.objects.with_rights(cast.coordinator, "burn"),
    ],
)
def test_an_act_without_a_rule_is_refused_loudly_however_it_is_asked(cast, ask):
    with pytest.raises(rights.ActWithoutRule, match=r"burn a commitments\.plan"):
        ask(cast)
