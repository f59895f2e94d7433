"""The published schemas: as generated, agreeing with what is accepted, and holding every field that is asked for."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import jsonschema
import msgspec
import pytest

import sharedesk
from sharedesk.errors import ShareDeskError
from sharedesk.exchange import decision_input, schema

ROOT = Path(sharedesk.__file__).parent.parent.parent
PRACTICE = ROOT / "resources" / "practice"
DECISIONS = json.loads((PRACTICE / "decisions.json").read_bytes())
CORRECTION = json.loads((PRACTICE / "correction.json").read_bytes())


def judge(name: schema.Name) -> jsonschema.Draft202012Validator:
    made = schema.schema(name)
    jsonschema.Draft202012Validator.check_schema(made)
    return jsonschema.Draft202012Validator(made)


def accepted(data: object) -> bool:
    try:
        decision_input.read_decisions(json.dumps(data).encode())
    except ShareDeskError:
        return False
    return True


@pytest.mark.parametrize("name", schema.NAMES)
def test_the_published_file_is_what_the_types_say(name):
    published = (ROOT / "docs" / "schema" / f"{name}.json").read_text(encoding="utf-8")
    assert json.loads(published) == json.loads(msgspec.json.encode(schema.schema(name)))
    assert json.loads(published)["$id"] == f"urn:sharedesk:{name}:{schema.VERSIONS[name]}"


def test_the_practice_files_are_valid_to_an_outside_judge_and_to_us():
    judge("decision-input").validate(DECISIONS)
    judge("correction-input").validate(CORRECTION)
    assert len(decision_input.read_decisions((PRACTICE / "decisions.json").read_bytes())) == 2
    assert decision_input.read_correction((PRACTICE / "correction.json").read_bytes()).changes.feedback


def test_an_export_is_valid_line_by_line(tmp_path):
    from sharedesk.desk import keep, practice
    from sharedesk.domain.person import Author
    from sharedesk.vault.keys import FLOOR
    from sharedesk.vault.vault import create

    with create(tmp_path / "log", "x", Author(name="J."), practice=True, cost=FLOOR)[0] as vault:
        practice.fill(vault)
        lines = [json.loads(line) for line in keep.export_lines(vault)]
    validator = judge("log-export")
    for line in lines:
        validator.validate(line)
    bad = copy.deepcopy(lines[1])
    bad["entry"]["parts"][0]["commit"] = "short"
    assert not validator.is_valid(bad)
    assert not validator.is_valid({"colour": 1})


def put(data: dict, path: str, value: object) -> dict:
    """A copy with `value` at a path such as `decisions.0.items.1.nature`."""
    data = copy.deepcopy(data)
    *way, last = path.split(".")
    at = data
    for step in way:
        at = at[int(step)] if isinstance(at, list) else at[step]
    at[int(last) if isinstance(at, list) else last] = value
    return data


D = "decisions.0."
MUTATIONS = {
    "sharedesk": "log-export",
    "version": 2,
    "decisions": {},
    "more": 1,
    D + "colour": "red",
    D + "own_initiative": "maybe",
    D + "reasons": 1,
    D + "reasons": None,
    D + "people": "robin",
    D + "people.0": {"who": {}},
    D + "people.0.key": 7,
    D + "people.0.who.kind": "dog",
    D + "people.0.who.date_of_birth": 2018,
    D + "people.0.roles": ["boss"],
    D + "people.0.child.seen_alone": True,
    D + "relationships.0.relation": "boss",
    D + "concerns.0.risk": "certain",
    D + "concerns.0.forms": ["other_thing"],
    D + "items.0.nature": "rumour",
    D + "items.0.special_category": "health",
    D + "items.0.colour": "red",
    D + "recipients.0.outcome": "yes",
    D + "recipients.0.channel": "fax",
    D + "sharing.0.what": "hide",
    D + "telling.0.result": "perhaps",
    D + "basis.article_6.0.code": "6(1)(z)",
    D + "basis.part_3": [],
    D + "request": "by phone",
    D + "event_at": 5,
    D + "event_at.": {"said": "x", "precision": "second"},
    D + "feedback.0.direction": "sideways",
    D + "next_steps.0": {"what": "x"},
    D + "identities.0.copy": "photo",
    D + "agreements": [{"key": "a", "kind": "vague"}],
}


@pytest.mark.parametrize("path", MUTATIONS)
def test_what_breaks_the_schema_is_refused_by_both(path):
    data = put(DECISIONS, path.rstrip("."), MUTATIONS[path])
    assert not judge("decision-input").is_valid(data)
    assert not accepted(data)


STRICTER = {
    "decisions": [],
    D + "event_at": "31 February 2026",
    D + "event_at.": {"said": "x", "zone": "Mars/Olympus"},
    D + "known_at": {"said": "x", "earliest": "2026-03-02T00:00:00Z", "latest": "2026-03-01T00:00:00Z"},
    D + "reasons": "x" * 200_001,
    D + "purpose": "a\0b",
}


@pytest.mark.parametrize("path", STRICTER)
def test_where_we_are_stricter_than_a_schema_can_say(path):
    data = put(DECISIONS, path.rstrip("."), STRICTER[path])
    assert judge("decision-input").is_valid(data)
    assert not accepted(data)


SAME = {
    D + "reasons": "",
    D + "people.0.child": None,
    D + "event_at": "sometime",
    D + "items": [],
    D + "decided_at": None,
}


@pytest.mark.parametrize("path", SAME)
def test_what_both_accept(path):
    data = put(DECISIONS, path, SAME[path])
    if path == D + "items":
        data["decisions"][0]["sharing"] = []
    assert judge("decision-input").is_valid(data)
    assert accepted(data)


# FIELD.md section 7, phrase by phrase, and where each stands in the schema. `[]` steps into a list.
FIELD_7 = {
    "several children, or an adult with no child named": "people[].roles",
    "several roles": "people[].roles[]",
    "typed relationships to each other": "relationships[].relation",
    "item: about whom": "items[].about",
    "item: who supplied it": "items[].supplied_by",
    "sharing is item x recipient: item": "sharing[].item",
    "sharing: recipient": "sharing[].recipient",
    "share / leave out / reword": "sharing[].what",
    "sharing: why": "sharing[].why",
    "form as released": "sharing[].as_released",
    "outcome per recipient": "recipients[].outcome",
    "concern attaches to a person": "concerns[].about",
    "wishes attach to a child": "people[].child.wishes",
    "wishes attach to an adult": "people[].adult.wishes",
    "telling attaches to a person": "telling[].person",
    "what came of it attaches to a person": "feedback[].about",
    "requests have ids": "request.key",
    "feedback has ids": "feedback[].key",
    "enquiries have ids": "enquiries[].key",
    "attached: title": "attached[].title",
    "attached: date": "attached[].dated",
    "attached: pages": "attached[].pages",
    "attached: where held": "attached[].where_held",
    "attached: SHA-256": "attached[].sha256",
    "attached: people in it checked": "attached[].people_in_it_checked",
    "request: organisation*": "request.organisation",
    "requester": "request.person",
    "requester's position*": "request.position",
    "request: received*": "request.received_at",
    "request: what exactly": "request.what",
    "request: why": "request.why",
    "request: clarified": "request.clarified",
    "own initiative otherwise": "own_initiative",
    "child: date of birth": "people[].who.date_of_birth",
    "child: age": "people[].who.age",
    "child: seen or spoken to": "people[].child.seen_or_spoken_to",
    "child: when seen": "people[].child.seen_when",
    "child: alone?": "people[].child.seen_alone",
    "child: own words": "people[].child.own_words",
    "child: status": "people[].child.status",
    "child: home authority": "people[].child.home_authority",
    "child: siblings": "relationships[].relation",
    "child: language": "people[].who.language",
    "child: disability or communication need": "people[].child.disability_or_need",
    "adult: parental responsibility": "people[].adult.parental_responsibility",
    "adult: relationship": "relationships[].to",
    "adult: lives with": "people[].adult.lives_with",
    "adult: contact with which children": "people[].adult.contact_with",
    "category (subject, victim, ...)": "people[].roles[]",
    "could be harmed": "people[].could_be_harmed",
    "information: each item": "items[].text",
    "fact / reported / opinion": "items[].nature",
    "source": "items[].source",
    "reliability": "items[].reliability",
    "up to date": "items[].up_to_date",
    "special category": "items[].special_category",
    "purpose*": "purpose",
    "risk": "concerns[].risk",
    "what makes you think so": "concerns[].why_think_so",
    "child's voice": "people[].child.own_words",
    "child's wishes": "people[].child.wishes",
    "sharing agreement*": "arrangements.sharing_agreement",
    "DPIA considered*": "arrangements.dpia_considered",
    "DPIA outcome": "arrangements.dpia_outcome",
    "DPO's view*": "arrangements.dpo_view",
    "one-off or routine": "arrangements.one_off_or_routine",
    "Article 6 basis*": "basis.article_6[].code",
    "why necessary*": "basis.article_6[].why_necessary",
    "Article 9 or offence condition*": "basis.conditions[].code",
    "Part 3 provisions*": "basis.part_3.provisions",
    "power*": "basis.power",
    "policy document": "basis.policy_document",
    "confidentiality ground": "basis.confidentiality.ground",
    "Article 8: aim": "basis.article_8.aim",
    "Article 8: necessary": "basis.article_8.necessary",
    "Article 8: proportionate": "basis.article_8.proportionate",
    "consent": "agreements[].given",
    "objection": "objections[].objection",
    "the answer to it": "objections[].considered",
    "advice: who": "advice[].who",
    "advice: when": "advice[].when",
    "advice: what": "advice[].what",
    "options": "options[].option",
    "options: benefit": "options[].benefit",
    "options: harm": "options[].harm",
    "decision*": "recipients[].outcome",
    "more detrimental": "more_detrimental.answer",
    "more detrimental: reason": "more_detrimental.why",
    "recipients": "recipients[].organisation",
    "deliberately not told": "not_told[].who",
    "channel": "recipients[].channel",
    "security*": "recipients[].secure",
    "verified": "recipients[].verified",
    "confirmed": "recipients[].receipt_confirmed",
    "dates*": "recipients[].shared_at",
    "telling result per person": "telling[].result",
    "identity result per recipient": "identities[].result",
    "which copy each got": "identities[].copy",
    "retention*": "arrangements.retention",
    "rights*": "arrangements.rights",
    "reasons*": "reasons",
    "decided by": "decided_by.name",
    "decided by: position*": "decided_by.position",
    "manager": "decided_by.manager",
    "recipient said they would": "recipients[].said_they_would",
    "by when": "recipients[].said_by_when",
    "feedback due": "feedback[].due",
    "feedback received": "feedback[].given_at",
    "not given because": "feedback[].not_given_because",
    "reconsidered on new information": "reconsiders.new_information",
    "escalated to whom": "escalated_to",
    "official record: system": "official_record.system",
    "official record: reference": "official_record.reference",
    "official record: copied on": "official_record.copied_on",
    "official record: by": "official_record.copied_by",
    "official record: not copied, because": "official_record.not_copied_because",
    "recipient told when something proves wrong": "corrections_told",
    "request record: in or out": "request.direction",
    "request record: contact": "request.contact",
    "request record: child reference": "request.child_reference",
    "request record: terms explained": "request.terms_explained",
    "request record: period": "request.period",
    "request record: urgency": "request.urgency",
    "request record: date needed": "request.needed_by",
    "request record: purpose": "request.purpose",
    "request record: basis": "request.basis",
    "request record: public-task need": "request.states_public_task",
    "request record: minimum": "request.minimum",
    "request record: security": "request.security",
    "request record: retention": "request.retention",
    "request record: onward sharing": "request.onward_sharing",
    "request record: who may be told": "request.who_may_be_told",
    "request record: verified by calling back": "request.verified_by_calling_back",
    "request record: reply": "request.reply",
    "request record: reply date": "request.replied_at",
    "request record: refusal reason given": "request.refusal_reason_given",
    # section 5, first page, and section 6, afterwards
    "could sharing help?": "first_questions.could_help",
    "how?": "first_questions.how_it_could_help",
    "what if it is not shared?": "first_questions.if_not_shared",
    "someone else said to be sharing?": "first_questions.someone_else_sharing",
    "confirmed with them?": "first_questions.confirmed_with_them",
    "five times: event": "event_at",
    "known to us": "known_at",
    "decision": "decided_at",
    "share": "shared_at",
    "delay, and why": "delay_because",
    "emergency: could not wait": "emergency.could_not_wait_because",
    "emergency: what made it urgent": "emergency.what_made_it_urgent",
    "emergency: known then": "emergency.known_at_the_time",
    "emergency: hindsight": "emergency.learnt_since",
    "emergency: what affected the write-up": "emergency.write_up_affected_by",
    "shared because they needed it for": "recipients[].why",
    "ask to delete or correct": "recipients[].asked_to_delete_or_correct",
    "onward warning": "recipients[].onward_warning",
    "no advice, because": "no_advice_because",
    # what section 2 says that a record keeps of its guidance
    "guidance version": "checks[].guidance",
    "the wording shown": "checks[].asked[].wording",
    # the tables that section 7 stands on
    "Art 9: which consent reason": "basis.conditions[].no_consent_because",
    "s.38(3) category of person": "items[].category_of_person",
    "offence data": "items[].offence_data",
    "safe contact card": "telling[].safe_contact.safe_number",
    "telling: look again": "telling[].look_again",
    "telling: harm believed likely, to whom": "telling[].harm_to",
    "protected from named people": "people[].who.contacts[].protected_from",
}


def fields_at(path: str) -> bool:
    """Does the schema have a field at a path? Follows references, lists and alternatives."""
    made = schema.schema("decision-input")
    at = [made["$defs"]["Decision"]]
    for step in path.replace("[]", ".[]").split("."):
        inner = []
        for one in _open(at, made["$defs"]):
            if step == "[]" and one.get("type") == "array":
                inner.append(one["items"])
            elif step in one.get("properties", {}):
                inner.append(one["properties"][step])
        if not inner:
            return False
        at = inner
    return True


def _open(nodes: list, defs: dict) -> list:
    found = []
    for node in nodes:
        if "$ref" in node:
            found += _open([defs[node["$ref"].rpartition("/")[2]]], defs)
        elif "anyOf" in node:
            found += _open(node["anyOf"], defs)
        else:
            found.append(node)
    return found


@pytest.mark.parametrize("asked", FIELD_7)
def test_every_field_of_section_7_is_in_the_schema(asked):
    assert fields_at(FIELD_7[asked])


def test_a_field_that_is_not_there_would_be_missed():
    assert not fields_at("items[].colour")
    assert not fields_at("request[].what")


def test_every_field_of_the_schema_was_asked_for_or_is_listed_here():
    """Both ways: no field stands in the schema that nobody asked for."""
    beyond = {"decided_by.organisation", "reconsiders.reference", "notes", "no_next_step_because"}
    made = schema.schema("decision-input")
    top = set(made["$defs"]["Decision"]["properties"])
    asked = {path.split("[")[0].split(".")[0] for path in [*FIELD_7.values(), *beyond]} | {"next_steps"}
    assert top == asked
