"""Ordinary words: names that are words too, titles, and what every text of the field says with a capital."""

from __future__ import annotations

from functools import cache
from pathlib import Path


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Names that people write small all day without meaning anybody.
ALSO_WORDS = _listed("""
    abbot abbott able alley amber angel april arch archer art ash aspen august autumn bailey baker ball banks
    barber baron basil bay bean bell best bill bird bishop black blessing bliss blue bond bonny bow brand bride
    bright brook brooks brown buck bud burns bush butcher butler cash carol case cedar chance chancellor charity
    chase cherry chip christian church clay clear clement cliff cloud coal coin cole constant cook cooper coral
    cotton court crane crow cross crystal daisy dale dawn day dean dear dell destiny diamond dick dolly dove
    drake drew duke dusty earl early eden elder ember ernest eve ever faith falcon farmer fawn felicity fern
    field finch fisher flint flora flower forest forester fountain fox frank free freeman friend frost gale
    garnet gay gene gift ginger glen glenn glory gold golden good grace grant grave gray green grey guy hall
    handy happy harbour hardy harmony harper harry hart haven hawk hay hazel heath heather hill hold holiday
    holly honey honour hood hope house hunt hunter hyacinth iris ivory ivy jack jade jasmine jasper jay jewel
    job jolly joy judge july june justice kale kay kelly kerry key kind king kit knight lake lamb lance land
    lane lark laurel lavender law leaf lee liberty lily link lion little long love low lucky major mallow maple
    march marina marine mark marks marsh martin mason master maverick may meadow melody mercy merit merry mike
    miles mill miller mills mint miracle mist monk moon moor moss mull myrtle nan nanny nick noble norm north
    nova oak ocean olive opal page palm pansy paris park parker parson pat patience paul peace peach pearl pears
    penny pepper petal peter piper pierce pike pine plum pluck poet pole pollard poole pop pope poppy porter
    potter power powers precious price prince princess prosper prudence quill rain ralph ray read red reed reef
    reeve rich ridge river rivers rob robin rock rod roman rose rosemary row rowan royal ruby rusty rush rust
    sable sage sand sandy savage scarlet school scott self shade shaw shay shepherd sharp short silver singer
    sky skye sly small smart snow song south sorrel spark speed spring star steel stella stern still stone storm
    street strong sue summer summers sun sunny swan sweet swift taylor teal temple terry thorn tiger tile tim
    timber tracy true trust tucker turner tyler valentine van vale victor viola violet wade wait walker wall
    waller ward warden warner warren water waters way weaver webb wells west wheeler white whistler wild will
    willow wills winner winter winters wise wolf wood woods worth wren young zest can do in is it an as at be by
    go he me my no of on or so to up us we am if
""")

MONTHS = _listed("january february march april may june july august september october november december")
TITLES = _listed("""
    mr mrs ms miss mx dr doctor prof professor sir dame lady lord rev reverend father sister pc dc ds di sgt
    sergeant constable inspector nurse officer cllr councillor judge uncle aunt auntie aunty nan nana nanny
    grandma grandpa cousin master
""")
PARTICLES = _listed("""
    o ó mac mc ní ni de du da di del della des dos van von der den la le al el bin bint ibn ap ab st ben
""")
# What a person is called who is not named: no part of it is a name.
ROLE_WORDS = _listed("""
    adult adults baby boy brother carer caller child children cousin dad daddy daughter father female foster
    friend girl grandad granddad grandfather grandma grandmother male man mother mum mummy mam neighbour
    neighbours not known parent partner person sibling sister son source stepdad stepfather stepmother stepmum
    student teacher the unborn uncle unknown unnamed woman worker young youth of and ex former
""")
# Written with a capital in the middle of a sentence, and nobody's name.
EXPECTED = MONTHS | _listed("""
    i im ive ill id monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri
    sat sun jan feb mar apr jun jul aug sep sept oct nov dec nhs gp gps mash lado cin cp lac eha tac taf cafcass
    camhs ehcp send senco dsl ddsl iro sw ssw hv a e pc dc ds dv da dva fgm cse cce gdpr dpa ico dfe uk england
    wales scotland britain british english welsh scottish irish christmas easter mr mrs ms miss mx dr act
    section article regulation ok pm am mum dad nan tv pdf usb sms whatsapp facebook instagram snapchat tiktok
    youtube google covid adhd asd ptsd id ref dob upn ni lea ofsted cps hmcts mappa marac dash gcse ks rsi ward
    head year key stage primary secondary nursery team manager unit department officer worker nurse teacher
    council children services service social care police school hospital court
""")


@cache
def _dictionary() -> tuple[frozenset[str], frozenset[str]]:
    """Ordinary words, and those that are listed with a capital too: 12Dicts' list, which xkcdpass carries."""
    from xkcdpass import xkcd_password

    lines = Path(xkcd_password.locate_wordfile("legacy")).read_text(encoding="ascii").split()
    small = frozenset(line for line in lines if line.islower())
    return small, frozenset(line.lower() for line in lines if line[0].isupper())


def is_word(folded: str) -> bool:
    """Whether a word, folded, is in the dictionary, as it is or with a common ending taken off."""
    small, _ = _dictionary()
    if folded in small:
        return True
    for ending, instead in (
        ("s", ""),
        ("es", ""),
        ("ies", "y"),
        ("ed", ""),
        ("ed", "e"),
        ("ied", "y"),
        ("ing", ""),
        ("ing", "e"),
        ("ly", ""),
        ("er", ""),
        ("er", "e"),
    ):
        stem = folded[: -len(ending)]
        if folded.endswith(ending) and len(stem) > 2:
            if stem + instead in small or stem[-1:] == stem[-2:-1] and stem[:-1] in small:
                return True
    return False


def may_be_a_name(folded: str) -> bool:
    """Whether a word of the dictionary is also known as a name, so that a capital may mean somebody."""
    return folded in ALSO_WORDS and len(folded) > 2 or folded in _dictionary()[1]
