"""Finding goods: one document for each product, the index on every host, what is looked for."""

from hutong.search.cutting import Cutter
from hutong.search.documents import BRAND, TAG, Address, Choice, Document, Look, Marked, Place
from hutong.search.gateway import (
    Recording,
    RecordingNotUnderstood,
    SpeechGateway,
    SpeechUnreachable,
)
from hutong.search.guidance import Guidance, Guide
from hutong.search.index import RELATED, Index
from hutong.search.jobs import SCHEDULE, tasks
from hutong.search.journal import Journal
from hutong.search.keeping import Keeper
from hutong.search.libraries import MISSING
from hutong.search.merchandising import GOODS_MAX, Placed, RuleDraft, arrange, lift, restore, trial
from hutong.search.models import (
    Asked,
    Deed,
    DeedKind,
    Effect,
    MerchandisingRule,
    SearchDocument,
    Wording,
    WordingKind,
    WordsDay,
)
from hutong.search.naming import Name, NameKind
from hutong.search.normal import WORDS_MAX, singular, tokens
from hutong.search.notes import Added, Clicked, Looked, Who, asked_words, device_key
from hutong.search.queries import find_rule, find_wording, history, titles
from hutong.search.query import (
    PAGE_SIZE,
    Band,
    Facet,
    Facets,
    Found,
    Option,
    PriceNamed,
    Query,
    Sort,
)
from hutong.search.ranking import Explanation, Hit
from hutong.search.reactions import (
    follow_brand,
    follow_category,
    follow_given_tags,
    follow_product,
    follow_stock,
    follow_tag,
)
from hutong.search.recording import Bought, claim, credit, forget_history
from hutong.search.service import count_sales, rebuild, refresh, restock
from hutong.search.sounds import initials, spelled
from hutong.search.speech import (
    AUDIO_MAX,
    SECONDS_MAX,
    NotARecording,
    SpeechNotOffered,
    TooManyRecordings,
    Turns,
    connect_speech,
    hear,
)
from hutong.search.steering import UNSTEERED, Steering
from hutong.search.sums import sum_up_since
from hutong.search.wordings import (
    WordingDraft,
    plant,
    put_back,
    reword,
    say,
    split_words,
    take_back,
)

__all__ = [
    "AUDIO_MAX",
    "BRAND",
    "GOODS_MAX",
    "MISSING",
    "PAGE_SIZE",
    "RELATED",
    "SCHEDULE",
    "SECONDS_MAX",
    "TAG",
    "UNSTEERED",
    "WORDS_MAX",
    "Added",
    "Address",
    "Asked",
    "Band",
    "Bought",
    "Choice",
    "Clicked",
    "Cutter",
    "Deed",
    "DeedKind",
    "Document",
    "Effect",
    "Explanation",
    "Facet",
    "Facets",
    "Found",
    "Guidance",
    "Guide",
    "Hit",
    "Index",
    "Journal",
    "Keeper",
    "Look",
    "Looked",
    "Marked",
    "MerchandisingRule",
    "Name",
    "NameKind",
    "NotARecording",
    "Option",
    "Place",
    "Placed",
    "PriceNamed",
    "Query",
    "Recording",
    "RecordingNotUnderstood",
    "RuleDraft",
    "SearchDocument",
    "Sort",
    "SpeechGateway",
    "SpeechNotOffered",
    "SpeechUnreachable",
    "Steering",
    "TooManyRecordings",
    "Turns",
    "Who",
    "Wording",
    "WordingDraft",
    "WordingKind",
    "WordsDay",
    "arrange",
    "asked_words",
    "claim",
    "connect_speech",
    "count_sales",
    "credit",
    "device_key",
    "find_rule",
    "find_wording",
    "follow_brand",
    "follow_category",
    "follow_given_tags",
    "follow_product",
    "follow_stock",
    "follow_tag",
    "forget_history",
    "hear",
    "history",
    "initials",
    "lift",
    "plant",
    "put_back",
    "rebuild",
    "refresh",
    "restock",
    "restore",
    "reword",
    "say",
    "singular",
    "spelled",
    "split_words",
    "sum_up_since",
    "take_back",
    "tasks",
    "titles",
    "tokens",
    "trial",
]
