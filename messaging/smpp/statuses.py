"""What each command status of a submit_sm_resp means for the text (§5.1.3)."""

from dataclasses import dataclass

from smpplib import consts

from messaging.channels.base import Outcome

# The centre has no room now; the same part may be given again.
FULL = frozenset({consts.SMPP_ESME_RTHROTTLED, consts.SMPP_ESME_RMSGQFUL})
# The line, the account or the centre is not well: it says something about all texts, nothing about this one.
NOT_WELL = frozenset(
    {
        consts.SMPP_ESME_RSYSERR,
        consts.SMPP_ESME_RSUBMITFAIL,
        consts.SMPP_ESME_RX_T_APPN,
        consts.SMPP_ESME_RINVBNDSTS,
        consts.SMPP_ESME_RALYBND,
        consts.SMPP_ESME_RBINDFAIL,
        consts.SMPP_ESME_RINVPASWD,
        consts.SMPP_ESME_RINVSYSID,
        consts.SMPP_ESME_RINVSYSTYP,
    }
)
# Our own way of asking does not suit this centre (sender, kind of number, validity, options): 4,000 shops
# are not unreachable for good because of a setting. It is tried again, and the breaker opens meanwhile.
ILL_ASKED = frozenset(
    {
        consts.SMPP_ESME_RINVCMDLEN,
        consts.SMPP_ESME_RINVCMDID,
        consts.SMPP_ESME_RINVPRTFLG,
        consts.SMPP_ESME_RINVREGDLVFLG,
        consts.SMPP_ESME_RINVSRCADR,
        consts.SMPP_ESME_RINVSRCTON,
        consts.SMPP_ESME_RINVSRCNPI,
        consts.SMPP_ESME_RINVDSTTON,
        consts.SMPP_ESME_RINVDSTNPI,
        consts.SMPP_ESME_RINVSERTYP,
        consts.SMPP_ESME_RINVESMCLASS,
        consts.SMPP_ESME_RINVSCHED,
        consts.SMPP_ESME_RINVEXPIRY,
        consts.SMPP_ESME_RINVREPFLAG,
        consts.SMPP_ESME_RINVDFTMSGID,
        consts.SMPP_ESME_RINVNUMDESTS,
        consts.SMPP_ESME_RINVNUMMSGS,
        consts.SMPP_ESME_RINVDLNAME,
        consts.SMPP_ESME_RINVDESTFLAG,
        consts.SMPP_ESME_RINVSUBREP,
        consts.SMPP_ESME_RCNTSUBDL,
        consts.SMPP_ESME_RINVMSGID,
        consts.SMPP_ESME_RCANCELFAIL,
        consts.SMPP_ESME_RREPLACEFAIL,
        consts.SMPP_ESME_RQUERYFAIL,
        consts.SMPP_ESME_RINVOPTPARSTREAM,
        consts.SMPP_ESME_ROPTPARNOTALLWD,
        consts.SMPP_ESME_RINVPARLEN,
        consts.SMPP_ESME_RMISSINGOPTPARAM,
        consts.SMPP_ESME_RINVOPTPARAMVAL,
    }
)
# This number, for ever.
WRONG_NUMBER = frozenset({consts.SMPP_ESME_RINVDSTADR})
# This text, for ever.
WRONG_TEXT = frozenset({consts.SMPP_ESME_RINVMSGLEN, consts.SMPP_ESME_RX_P_APPN, consts.SMPP_ESME_RX_R_APPN})


@dataclass(frozen=True)
class Answer:
    """What became of one part; `reference` is the centre's name for it, `full` that it may be given again."""

    outcome: Outcome
    detail: str = ""
    reference: str = ""
    personal: bool = False
    full: bool = False


NO_ANSWER = Answer(Outcome.UNKNOWN, "pas de réponse de la passerelle")


def read(status: int, reference: str) -> Answer:
    """The outcome of one part. A status that the standard does not define says nothing certain: unknown."""
    if status == consts.SMPP_ESME_ROK:
        return Answer(Outcome.ACCEPTED, reference=reference)
    if status in FULL:
        return Answer(Outcome.NOT_SENT, f"passerelle occupée (0x{status:X})", full=True)
    if status in NOT_WELL:
        return Answer(Outcome.NOT_SENT, f"passerelle en panne (0x{status:X})")
    if status in ILL_ASKED:
        return Answer(Outcome.NOT_SENT, f"réglage refusé par la passerelle (0x{status:X})")
    if status in WRONG_NUMBER:
        return Answer(Outcome.REFUSED, f"numéro refusé (0x{status:X})", personal=True)
    if status in WRONG_TEXT:
        return Answer(Outcome.REFUSED, f"texte refusé (0x{status:X})")
    return Answer(Outcome.UNKNOWN, f"réponse inconnue (0x{status:X})")
