from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from learners.credentials.eligibility import Ask, Facts, Waiver, judge
from learners.credentials.openings import opened, openings

PKS = st.integers(1, 4)
LABELS = st.sampled_from(["", "Cloud", "in  practice"])
YEARS = st.sampled_from([Decimal(1), Decimal(3), Decimal(5)])
COMMON = {
    "key": st.sampled_from(["a", "b", "c"]),
    "name": st.just("It"),
    "required": st.booleans(),
    "group": st.sampled_from(["", "", "way-in"]),
    "minimum": st.integers(1, 2),
}
ASKS = st.one_of(
    st.builds(Ask, certification=PKS, **COMMON),
    st.builds(Ask, skill=PKS, **COMMON),
    st.builds(Ask, years=YEARS, label=LABELS, **COMMON),
)
WAIVERS = st.builds(
    Waiver, key=st.sampled_from(["", "a", "b"]), reason=st.just("So."), by=st.just("Sam"), until=st.just(date.max)
)
FACTS = st.builds(
    Facts,
    held=st.dictionaries(PKS, st.none(), max_size=3),
    skills=st.frozensets(PKS, max_size=3),
    taught=st.dictionaries(PKS, st.just("Other"), max_size=2),
    years=st.dictionaries(st.sampled_from(["", "cloud", "in practice"]), YEARS, max_size=3),
    waivers=st.dictionaries(PKS, st.lists(WAIVERS, max_size=2).map(tuple), max_size=2),
)


@given(st.dictionaries(PKS, st.lists(ASKS, max_size=5)), FACTS)
def test_what_is_found_open_is_just_what_judging_each_finds(asks, facts):
    catalogue = openings(asks)
    never_locked = asks.keys() - catalogue.locked.keys()
    judged = {pk for pk, rows in asks.items() if judge(rows, facts, pk).is_open}
    assert opened(catalogue, facts) | never_locked == judged


def test_a_row_that_is_too_few_years_away_opens_nothing():
    catalogue = openings({1: [Ask("years", "", years=Decimal(5), label="Cloud")]})
    assert opened(catalogue, Facts(years={"cloud": Decimal(4)})) == set()
    assert opened(catalogue, Facts(years={"cloud": Decimal(5)})) == {1}
