"""The words of searching."""

from hutong.console.kit import Label, Labels, Tone
from hutong.kernel.i18n import N_
from hutong.search import Effect, WordingKind
from hutong.views.searches.words import View

KINDS: Labels = {
    WordingKind.SAME: Label(N_("Means the same"), Tone.GOOD),
    WordingKind.WIDER: Label(N_("Finds these too"), Tone.INFO),
    WordingKind.SILENT: Label(N_("Says nothing")),
    WordingKind.REDIRECT: Label(N_("Leads to a page"), Tone.WARN),
    WordingKind.HOT: Label(N_("Always hot"), Tone.BAD),
    WordingKind.BLOCKED: Label(N_("Never suggested")),
}
VIEWS: Labels = {
    View.RISING: Label(N_("Rising")),
    View.EMPTY: Label(N_("Found nothing")),
    View.IGNORED: Label(N_("Hardly clicked")),
}
DAYS: Labels = {
    "30": Label(N_("Last 30 days")),
    "90": Label(N_("Last 90 days")),
}
EFFECTS: Labels = {
    Effect.PIN: Label(N_("Pin"), Tone.GOOD),
    Effect.BOOST: Label(N_("Boost"), Tone.INFO),
    Effect.BURY: Label(N_("Bury"), Tone.WARN),
}
STATES: Labels = {
    "holds": Label(N_("In force"), Tone.GOOD),
    "waiting": Label(N_("To come"), Tone.INFO),
    "over": Label(N_("Is over")),
    "gone": Label(N_("Taken back"), Tone.BAD),
}
