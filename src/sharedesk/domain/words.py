"""Codes and field names as people read them. Advice, not orders; no word says that something is lawful or passed."""

from __future__ import annotations

_SAID = {
    "dont_know": "I don't know",
    "share": "Share",
    "share_part": "Share part",
    "do_not_share": "Do not share",
    "share_later": "Share later",
    "ask_requester": "Ask the requester",
    "limited_enquiry": "Limited enquiry",
    "mixed": "Different for each recipient",
    "not_settled": "Not settled yet",
    "leave_out": "Leave out",
    "reword": "Reword",
    "tell_now": "No reason found not to tell",
    "tell_after": "Tell after",
    "safe_route_only": "Tell by a safe route only",
    "ask_first": "Ask first",
    "do_not_tell": "Reasons not to tell yet",
    "reported": "Reported by someone",
    "person_of_concern": "Person of concern",
    "in_need": "Child in need",
    "protection_plan": "Child protection plan",
    "none": "None",
    "early_help": "Early help",
    "abuse_neglect_or_exploitation": "Abuse, neglect or exploitation",
    "trafficking_or_modern_slavery": "Trafficking or modern slavery",
    "child_on_child_abuse": "Child-on-child abuse",
    "parental_mental_health": "Parental mental health",
    "drug_or_alcohol_misuse": "Drug or alcohol misuse",
    "not_yet_clear": "Not yet clear",
    "same_as_usual": "Same as usual",
    "something_different": "Something is different",
    "decide_later": "Decide later",
    "one_off": "One-off",
    "safeguarding_body": "A body with a safeguarding role",
    "step_parent": "Step-parent",
    "cannot_be_given": "Consent cannot be given",
    "asking_would_prejudice_protection": "Asking would prejudice the protection",
    "cannot_reasonably_be_obtained": "Consent cannot reasonably be expected to be obtained",
    "data_protection_consent": "Consent as the data protection basis",
    "openness": "Being open with the family",
    "to_us": "To us",
    "from_us": "From us",
    "subject_access": "Subject-access copy",
}

_ENTRY = {
    "recorded": "Recorded",
    "correction": "Correction added",
    "quick_share": "Emergency share noted",
    "reasons_added": "Reasons added",
    "shared": "Shared",
    "told": "Told",
    "feedback": "Feedback",
    "advice": "Advice",
    "reconsidered": "Reconsidered",
    "erased": "Part erased",
    "released_copy": "Copy released",
}

_FIELDS = {
    "own_initiative": "On our own initiative?",
    "first_questions": "First questions",
    "event_at": "When it happened",
    "known_at": "When it was known to us",
    "decided_at": "When it was decided",
    "shared_at": "When it was shared",
    "delay_because": "Why more than a working day passed",
    "items": "Information",
    "attached": "Documents and pictures",
    "sharing": "What each recipient gets",
    "identities": "Protecting identities",
    "not_told": "Deliberately not told",
    "telling": "Telling people",
    "basis": "Why we could share",
    "more_detrimental": "Would sharing harm the child more than not sharing?",
    "reconsiders": "Earlier decision taken up again",
    "next_steps": "What happens next",
    "official_record": "Official case record",
    "corrections_told": "Who was told that something was wrong",
    "who": "Who",
    "why": "Why",
    "could_help": "Could sharing help keep a child safe?",
    "how_it_could_help": "How it could help",
    "if_not_shared": "What could happen if it is not shared",
    "someone_else_sharing": "Is someone else said to be sharing it?",
    "why_think_so": "What makes us think so",
    "supplied_by": "Supplied by",
    "own_words": "In their own words",
    "date_of_birth": "Date of birth",
    "also_known_as": "Also known as",
    "dpia_considered": "DPIA considered",
    "dpia_outcome": "DPIA outcome",
    "dpo_view": "Data protection officer's view",
    "article_6": "Lawful basis (Article 6)",
    "article_8": "Respect for private and family life (Article 8)",
    "part_3": "Law enforcement (Part 3)",
    "annex_1_paragraph": "Annex 1 paragraph",
    "no_advice_because": "Why no advice was taken",
    "no_next_step_because": "Why nothing happens next",
    "what": "What",
    "said": "When",
    "could_be_harmed": "Could they be harmed if recognised?",
    "harmed_how": "How they could be harmed",
    "usual": "Basis", "sentence": "In the organisation's words", "owed": "Was a duty of confidence owed?", "code": "Code",
    "manager_view": "Manager's view", "manager_at": "Manager's view given", "up_to_date": "Up to date?", "verified": "Verified?",
    "verified_how": "How it was verified", "receipt_confirmed": "Receipt confirmed?", "receipt_confirmed_at": "Receipt confirmed on",
    "secure": "Secure?", "safeguarding_role": "Do they have a safeguarding role?", "status": "Status with children's services",
    "voicemail_text_caller_id_safe": "Voicemail, text and caller ID safe?", "post_safe": "Post to home safe?",
    "plain_letterhead": "Plain letterhead?", "told_at": "Told on", "given_at": "Given on", "asked_at": "Asked on",
    "answered_at": "Answered on", "received_at": "Received on", "replied_at": "Replied on", "copy": "Copy they get",
    "seen_or_spoken_to": "Seen or spoken to?", "seen_alone": "Seen alone?", "parental_responsibility": "Parental responsibility?",
    "anyone_at_risk": "Anyone at risk?", "people_in_it_checked": "People in it checked?", "offence_data": "Offence data?",
    "name_certain": "Is the name certain?", "one_off_or_routine": "One-off or routine", "followed": "Followed?",
    "verified_by_calling_back": "Verified by calling back?", "states_public_task": "Do they say it is for a public task?",
    "sha256": "SHA-256", "said_they_would": "They said they would", "said_by_when": "By when, they said",
    "may_use_it_for": "What they may use it for", "asked_to_delete_or_correct": "Asked to delete or correct",
    "harm_believed_likely": "Harm believed likely",
    "no_consent_because": "Why without consent",
}


def said(code: str) -> str:
    """A code as people read it: `do_not_share` is "Do not share"."""
    return _SAID.get(code) or code.replace("_", " ").capitalize()


def entry_said(kind: str) -> str:
    """A kind of entry as people read it."""
    return _ENTRY.get(kind) or said(kind)


def field_said(name: str) -> str:
    """A field's name as people read it."""
    return _FIELDS.get(name) or name.replace("_", " ").capitalize()
