"""What became of a provider's message, in the numbers of HTTP.

Below 300 says that it was understood and need not be sent again, whatever came of it.
"""

from hutong.payments.states import Outcome

AGAIN_SECONDS = 10
STATUS = {
    Outcome.APPLIED: 200,
    Outcome.NO_EFFECT: 200,
    Outcome.DUPLICATE: 200,
    Outcome.HELD: 200,
    Outcome.EARLY: 503,
    Outcome.UNKNOWN: 404,
    Outcome.UNREADABLE: 400,
    Outcome.STALE: 401,
    Outcome.FORGED: 401,
}
