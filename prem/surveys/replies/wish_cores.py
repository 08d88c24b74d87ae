"""What a wish to stop is built from: the letters of the classes of words, and the cores.

A core is a regular expression over the letters of one clause, with what it weighs and what may
stand before it (nothing said: anything, at a cost; see wishes.py). "&" at the end of a clause
says that "and ..." goes on from it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LETTERS = {
    "ends": "S", "ends-this": "f", "ending": "G", "stopped": "=", "go-away": "O", "dismiss": "X",
    "spam": "c", "contact": "C", "asking": "y", "passive": "h", "things": "T", "this": "D",
    "it": "E", "that": "d", "me": "M", "my": "P", "you": "U", "i": "I", "not": "N", "never": "v",
    "did-not": "p", "no": "o", "cannot": "K", "want": "W", "like": "w", "more": "A",
    "remove": "R", "removed": "r", "get": "e", "leaving": "V", "off": "F", "leave": "L",
    "left": "l", "alone": "Z", "me-be": "z", "enough": "Q", "tired": "q", "done": "u",
    "go-on": "B", "doing": "b", "answer": "Y", "one": "1", "question": "?", "refuse": "J",
    "report": "t", "harass": "a", "agreed": "g", "keen": "n", "perhaps": "x", "annoys": "!",
    "too-much": "m", "last": "9", "nothing": "0", "come": "i", "to-tell": "2",
    "others": "H", "said": "s", "told-you": "%", "asks": "k", "tail": "j", "fillers": "",
}  # fmt: skip
"""The letter of each class; a word of several has the first. `[wish]` of a language has the words,
`[wish.phrases]` what is several words."""

OTHER = "."
"""The letter of a word that no class has."""


@dataclass(frozen=True, slots=True)
class Core:
    """A core: what it weighs, the pattern of it, and what may stand before it (None: anything)."""

    weight: int
    pattern: re.Pattern[str]
    before: re.Pattern[str] | None


def _core(weight: int, pattern: str, before: str = "") -> Core:
    return Core(weight, re.compile(pattern), re.compile(before) if before else None)


_LAST = r"&?$"
_END = rf"[jA]*{_LAST}"
_THIS = r"(?:[PDUAjo]*T|E(?![.H1Y?Sf])|D(?![.H1Y?f]))"
_GETTING = r"[UMABbCejDPTkgEow0]*"

CORES = (
    # an end, of this
    _core(3, rf"[SGf]+[UPAjWMobe]*(?:g|{_THIS}|[Cya](?:[UMPDETAj]|d?[jA]*{_LAST})|M(?![.H]))"),
    _core(3, r"S+[jAUk]*$|^S+[jU]*[IK]", r"^(?!.*oj*W)[IkUoWjMDTXQAJex]*$"),  # "i want to stop"
    _core(3, rf"f[jA]*{_LAST}", r"^o?$|[Wk][UjM]*$|^[jo]*[DT]+[Wjk]*$"),  # "can we end"
    _core(
        3, r"^[jokI]*S(?:[jUA]*(?:!|X)|\.[jFU]*P[CT]|\.UT|\.[jU]*MT|[jU]*YM)"
    ),  # "stop blowing up my phone"
    _core(2, r"^[jok]*S\.[jU]*M[jA]*&?$"),  # "stop judging me"
    _core(3, r"^[jok]*(?:S|o?A)[NK]U"),  # "what part of stop dont you"
    _core(
        3,
        rf"(?:W[UMj]*|kb?[jk]*I[jk]*)(?:DT?|T|E)+[jo]*(?:[fSX=]+|[Oru])[jPA.]{{0,4}}{_LAST}",
        r"^[jokI]*$",
    ),  # "id like this to stop", "how do i make it go away"
    _core(3, r"(?:kU|W)[jo]*I?N[jb]*[ei]A*[DT]|kN[jo]*[ei][DT]", r"^[.joIkA]*$"),
    _core(3, rf"^[jo]*kbIW?C+S[jU]*{_LAST}|U\.IsS[jo1]*{_LAST}|^[jo]*[DE]NMA{_LAST}", ""),
    _core(3, rf"N[jo]*Y0A{_LAST}|W[jo]*0(?:AF?U?|F?U)[jo]*{_LAST}|[No]A(?:[.T1C]FU|[T1C]M)"),
    _core(3, rf"iF(?:[UP]*T|D[jA]*{_LAST})|DjMV{_LAST}|RDCF[UP]*T", r"^(?!.*[HsNKpv])"),
    _core(2, rf"iFE[jA]*{_LAST}", r"W$"),  # "come off it"
    _core(3, r"[LWk][UMjk]*[DdEPT]+H?(?:9[1T]?|x)(?![.H])", r"^[jokI]*$"),  # "let it be the last"
    _core(3, rf"W[Ik]*[DE]*9.?(?:I|{_LAST})|[jk]*9[1T]U[CY]", r"^[jokIx]*$"),
    _core(3, r"[RW]Pgj|qj*N[UP]*(?:D|T|C)", r"^[jokIQ.W]*$"),  # "i want my consent back"
    _core(3, r"W[UM]*[DT]+[jk]*[Np][jk]*[ei]"),  # "be happier if these didnt come"
    _core(3, rf"^[jo]*PTj*r[FDUTPj]*{_LAST}"),  # "my number taken off"
    _core(3, rf"^[jo]*[DdE]*M[jk]*[Gu][DETjFU]*{_LAST}"),  # "so this is me stopping"
    _core(3, rf"[Nv][jk]*C+M?j*0|NMA?C{_LAST}", r"^[jokIU]*$"),  # "dont send nothing else"
    _core(3, rf"C[UM]*oA(?:{_LAST}|[CDT])", r"^(?!.*[HsWNKpvoIP])"),
    _core(4, rf"oA(?:T|DT)[jA]*{_LAST}", r"^(?!.*(?:[HsWNpvoe]|I\.?$))"),
    _core(
        3,
        rf"I[jk]*G[jADETU]*{_LAST}|Gj+{_LAST}|k+[jU]*G|I?W[jo]*G[jADETUPM]*{_LAST}|G[jF]*[DET][jAF]*{_LAST}",
        r"^[jok]*$",
    ),  # "im stopping now"
    _core(3, r"W[UM]*=[UAPj]*(?:T|D|C)|WUp&?$|WU=[jA]*&?$"),  # "id rather you stopped texting"
    _core(
        3, r"^[jok]*S+[jU]*d(?!\.)|[Wk][UjM]*[SGf]+[Ujo]*d[jeA]*&?$", r"^(?!.*[HsNKpv])"
    ),  # "stop them"
    # do not
    _core(3, rf"kUN[jbE]*{_LAST}", r"^[joI]*$"),  # "can you not"
    _core(3, r"[Nv][UAjBbkP]*C+(?:M|P(?:[CT]|&?$))", r"^(?!.*[Hsp])(?:.*[^I])?$"),  # "dont text me"
    _core(
        3,
        rf"(?:[Nvp][UAjBbkP]*|o[Ujb]*(?=C[MACTd])|oA+)[Ca]+(?:[MDETUjbod]|P(?!\.)|A(?!\.)|{_LAST})",
        r"^[jokUXQWIAxb!]*$|I\.U$",
    ),
    # not wanted
    _core(
        3,
        rf"[Nov][Ajo]*W{_GETTING}(?:[s%][jo]*[oA]|{_THIS}|[ha]|C(?!d)|A{_LAST}|B|V|\.?FU)|"
        rf"W[jUMk]*[Nop]{_GETTING}(?:{_THIS}|[Cha]|A{_LAST})",
        r"^D?[jokIUXQAx]*$",
    ),
    _core(2, rf"[Nov][Ajo]*W{_GETTING}(?:d?j*(?:P?[CT])?|\.{_THIS}){_END}", r"^[jokIUXQAx]*$"),
    _core(
        3, rf"[NovK][jA]*n[jAbBYe]*(?:{_LAST}|[DETU](?![.H]))", r"^[jokIXQ]*$"
    ),  # "not interested"
    _core(3, r"J[BbYCjUeP]*(?:[DETABV])"),  # "i refuse to answer any more"
    # no more
    _core(
        3, rf"[oN][Ujo]*A(?:{_THIS}|C|\?|FM|M?[Aj]*(?:{_LAST}|I)|[Aj]*[Ux])", r"^[jokIUXQAWebxM!]*$"
    ),
    _core(3, r"o[j]*T(?![.HF])", r"^[jokUXQIWA]*$"),
    _core(
        3,  # "not answering any more", "wont be taking part"
        rf"[Nov][Ajk]*(?:B{_END}|[Bb][BbPUjo]*(?:{_THIS}|[TA])|%[jDo]*A|W?Y[UPDjMo]*A|W?Y[UP]*T)",
        r"^[jokIXQ]*$",
    ),
    # alone, off, out
    _core(
        3,
        r"(?<!d)L(?:M|P?[TC])?[jUA]*Z|Lz[jUDEFA]*$|WL[jDE]*&?$|LM(?:B|F)|WU?j*[lL]M?[zZ]|LZM|Wj*l[jA]*&?$|kI?lZ?[jA]*$|[Wk][jUM]*Z[jFDTU]*$",
    ),
    _core(
        3,
        rf"[ReL][MPTDUE]*F[UPjAFC]*(?:{_THIS}|T|[jd]*{_LAST})|[eL][Pj]?F[UPj]*M|RM(?:[jAU]*{_LAST})|RP[UT]*T|[eR][DPU]*Tj*F",
    ),
    _core(3, rf"LM[jA]*{_LAST}|T[jM]*F[jADTU]*{_LAST}", r"^[jokDUP]*$"),
    _core(3, r"F[jA]*[UPj]*[DT][jA]*$", r"^[jok]*$"),  # "out of this"
    _core(3, r"[kI]+R(?:U[jF]*|D|[UD]T)[jFDTU]*$|^j*LT[jA]*$"),  # "how do i get rid of you"
    _core(3, r"[NoK]?[Nov][jkW]*[YB]+U[jA]*&?$", r"^[jokIXQ]*$"),  # "i dont want to talk to you"
    # at the very end, whatever is before: "its 12 at night stop texting me"
    _core(4, r"S(?:C*|E)[jA]*$", r"^(?!.*[HsWNKpvo]).*[CT]"),
    _core(4, r"S[jUb]*C+M[jA]*$", r"^(?!.*[HsWNKpvoIP])"),
    _core(4, r"(?:S[EDT]|X|LMZ)[jA]*$", r"^(?!.*[HsWNKpvoIP]).*[CTUD]"),
    _core(3, rf"[RS]P?T(?:[jFA]|{_LAST})"),
    _core(3, rf"[We]M?F[UPjA]*(?:{_THIS}|{_LAST})"),
    _core(
        3, rf"[Wk][IMPTDj]*r[FDUTEPj]*{_LAST}|Ig?j*rF[jDUT]*$|W[jU]*(?:[UPD]*T|D)[jb]*[ur]"
    ),  # "id like my number removed"
    _core(3, rf"V[DEFTUPjAMoBbg]*{_LAST}", r"^[IWkoUjAGLeEDQYMbgxP]*$"),  # "i want to opt out"
    # weary of us, done
    _core(
        3,
        rf"Q[FjUbDETACMseh]*{_LAST}|q[FUPjbCe]*(?:{_THIS}|U[jA]*{_LAST}|C)|"
        rf"[Ib][jA]*u[jDETFUCAb]*{_LAST}",
    ),
    _core(
        3, rf"u[UPbY]*{_THIS}|uU[jA]*{_LAST}|uY(?:\.E)?{_LAST}|I[jk]*F[jFD]*{_LAST}", r"^[IjokxD]*$"
    ),
    # never agreed, will report, away
    _core(3, rf"[pv][jA]*g[FDETUBCjbMPRh]*{_LAST}|Ng[bAPUj]*(?:[DTCEh])", r"^[jokIXQ]*$"),
    _core(3, r"^[jo]*U[jkb]*[No][jb]*g[jPUT]*[CTDEh]"),  # "you have no right to text me"
    _core(3, r"^[jo]*[UD]?[UDP]*T[jkb]*(?:!|C[MU]|C&?$)|^[jo]*U[jkb]*![jA]*&?$"),
    _core(
        3,
        rf"Kb[bC]*(?:A?[UPD]*T[jo]*A|A[UPD]*T)|KRA?D?(?:T|(?<=A)D)|N[wb]+[bC]*{_THIS}[jo]*A",
        r"^[Ijok]*$",
    ),
    _core(3, rf"(?:[Ik]|^)[jkbAC]*t(?:[UDEPT](?![.Hk])|[jU]*{_LAST})|Ut[jA]*{_LAST}"),
    _core(3, rf"[UD][jkb]*a(?:[MDETj]|{_LAST})|aM"),
    _core(3, r"(?<!\.k)X[jC]*", r"^[IkUojXQAGLeDTWxCY]*$"),
    _core(3, rf"O[jUMoX]*{_LAST}", r"^[jok]*$"),
    _core(3, rf"kb?Uj+C(?:[MDT]|{_LAST})", r"^[jo]*$"),  # "why do you keep texting me"
    # what is often no wish
    _core(2, r"UCM", r"^[jo]*$"),
    _core(
        2, r"k[IUbj]*e(?:D|T)|kI+j+DT|k[bj]*DT?[jb]*e$|^[jo]*G[jA]*$"
    ),  # "why am i still getting these"
    _core(2, rf"^[ac]+{_LAST}|[UD]c"),  # "spam"
    _core(
        2, rf"K[bB]+[bBC]*(?:{_THIS}|[A])|Nw[CbeU]*(?:{_THIS}|CM|h)|KRA|x|J{_LAST}", r"^[IjoX]*$"
    ),
    _core(
        2, rf"^[jo]*(?:[Qqu]|k*IL|e!|I[jkb]*a)[jA]*{_LAST}|[DE][jb]*![jA]*{_LAST}|^[jo]*Fj*$"
    ),  # "enough", "off"
    _core(3, r"xj*[DT]", r"^[jo]*$"),  # "a no from me to all of this"
    _core(2, rf"m[jAe]*(?:{_THIS}|C)|[DE][jbe]*m{_END}"),  # "too many texts", "this is too much"
)

OURS = re.compile(
    r"^[jokb]*\.?[jokb]*(?:I*[IU][jkb]*s(?![MHd])|k[jkb]*sE?(?=[SXoN]|IN)|[IUjkb]*%|[Ij]*h(?=[jXSfV]))j*"
)
"""That she has said it before to us, which is no story: "ive told you to"."""
NOT_SO = re.compile(r"[NKpv][^nTDEQqxXVMFZ]*$")
"""What turns a core into its opposite: "dont stop", "never leave me alone"."""
GOES_ON = re.compile(r"[Qq]|C(?![jAP]*(?:$|I))|j*[dD]\.")
"""After a core, what makes it another: "dont contact me enough", "dont send me to that ward"."""
TURNED = re.compile(r"^[jo]*k[NK]U")
"""A question that does not: "why wont you"."""
STILL = re.compile(r"^[^Hs%]*[CTDe][^.Hs%]*I(?:s[UjM]*|%)[SNoX][jA]*$")
"""That it goes on after she said it: "still getting texts after i said stop"."""
QUOTED = re.compile(r"H.*s|HY|Is[dH]")
"""What others said, which may go on after a comma."""
SAID = re.compile(r"^S[j.1]{0,2}$")
"""What she has said before: "i said stop 3 times", where nobody else comes after."""
IF_SO = re.compile(r"y[MU]*$|^[jok]*[DT]*S$")
"""What goes on after an "if": "stop asking me if ...", "just stop if the baby cries"."""
OF_OTHERS = re.compile(r"(?<!^I)(?<!^E)H|s")
"""What a clause has that tells of others: not "i was pregnant", which is hers."""
TOLD_FIRST = re.compile(r"^.*2|^[^I]*I?s[H.jk]*(?=I)")
"""What stands before a wish that somebody should have told us: "she was to tell you i ..."."""
SO_THAT = re.compile(r"^(?:[HDTdE0]+[jk]*(?:N[ei]|S|N)|I[jk]*Ne)[DETMjAd]*$")
"""What we are asked to see to: "can you sort it so they dont come"."""
ASKED_US = re.compile(r"^[jok]*U")
ANOTHER_WAY = re.compile(r"^[jkW]*CM?[jDE]*$")
"""That she asks us to ring or to text, in a clause by itself."""
SO_DONT = re.compile(r"^[^Hs%]*[TCU][^Hs%]*$")
"""What "so please dont" comes after: "every time you text i cry"."""
NAMES_US = re.compile(r"[CTUSXZFRVOfG=trha]")
"""What has to be in a wish that stands beside an answer."""
ABOUT_US, ABOUT_MORE = re.compile(r"[ChVFT]"), re.compile(r"[.Hsymw]")
"""In an open answer: what has to be there, and what may not."""
