"""Quizzes: a draw follows from its seed, and marking never gives more than was answered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.domain.modules import BankQuestion, Html, Option, QuizBank
from lti_tool.domain.quizzes import DrawnQuestion, draw, mark
from lti_tool.errors import InvalidInput


def question(number: int, section: str = "one", several: bool = False) -> BankQuestion:
    """Option 0 is right; with ``several`` options 0 and 2 are."""
    options = tuple(
        Option(Html(f"{number}.{n}"), n == 0 or (several and n == 2), Html(f"why {number}.{n}"))
        for n in range(4)
    )
    return BankQuestion(f"q{number}", Html("?"), options, section, several=several)


BANK = QuizBank(
    questions=tuple(question(n, "two" if n % 2 else "one", several=n == 3) for n in range(12)),
    draw=5,
    pass_mark=80,
    section_order=("one", "two"),
)
ALL = tuple(DrawnQuestion(q, (0, 1, 2, 3)) for q in BANK.questions[:5])
RIGHT: dict[str, object] = {"q0": [0], "q1": [0], "q2": [0], "q3": [0, 2], "q4": [0]}


class TestDraw:
    def test_a_draw_is_the_same_for_ever(self) -> None:
        """A change here would change attempts that are under way."""
        assert [(item.question.id, item.option_order) for item in draw(BANK, "attempt-1")] == [
            ("q7", (3, 2, 0, 1)),
            ("q10", (1, 2, 3, 0)),
            ("q8", (1, 2, 3, 0)),
            ("q4", (3, 1, 0, 2)),
            ("q1", (0, 2, 1, 3)),
        ]

    @given(st.text())
    def test_it_has_as_many_different_questions_as_asked_and_all_their_options(
        self, seed: str
    ) -> None:
        drawn = draw(BANK, seed)

        assert len({item.question.id for item in drawn}) == BANK.draw == len(drawn)
        assert all(sorted(item.option_order) == [0, 1, 2, 3] for item in drawn)
        assert draw(BANK, seed) == drawn

    def test_another_seed_draws_afresh(self) -> None:
        draws = {tuple(item.question.id for item in draw(BANK, str(n))) for n in range(50)}

        assert len(draws) > 45

    def test_every_question_and_every_order_has_its_turn(self) -> None:
        draws = [item for n in range(400) for item in draw(BANK, str(n))]
        first = [item for item in draws if item.question.id == "q0"]

        assert {item.question.id for item in draws} == {q.id for q in BANK.questions}
        assert 110 < len(first) < 225, "about 5 in 12 of 400"
        assert {item.option_order.index(0) for item in first} == {0, 1, 2, 3}


class TestMark:
    def test_all_right_is_100_per_cent(self) -> None:
        result = mark(BANK, ALL, RIGHT)

        assert (result.percent, result.passed, result.reread) == (100, True, ())

    def test_the_pass_mark_itself_passes(self) -> None:
        assert mark(BANK, ALL, {**RIGHT, "q0": [1]}).passed
        assert not mark(BANK, ALL, {**RIGHT, "q0": [1], "q1": [1]}).passed

    def test_a_wrong_answer_says_why_and_where_to_read_again(self) -> None:
        result = mark(BANK, ALL, {**RIGHT, "q1": ["2"], "q2": [3]})

        assert result.questions[1].chosen == (2,)
        assert result.questions[1].feedback == ("why 1.2",)
        assert result.questions[1].section == "two"
        assert result.reread == ("one", "two"), "in the order of the module"

    def test_no_answer_is_a_wrong_one_that_still_teaches(self) -> None:
        result = mark(BANK, ALL, {})

        assert (result.percent, result.correct_count) == (0, 0)
        assert result.questions[0].feedback == ("why 0.0",)

    def test_where_several_are_right_half_is_wrong(self) -> None:
        assert mark(BANK, ALL, {"q3": [2, 0]}).questions[3].correct
        assert not mark(BANK, ALL, {"q3": [0]}).questions[3].correct
        assert not mark(BANK, ALL, {"q3": [0, 1, 2]}).questions[3].correct

    @pytest.mark.parametrize(
        ("answers", "field"),
        [
            ({"q9": [0]}, "q9"),
            ({"q0": [4]}, "q0"),
            ({"q0": [0, 1]}, "q0"),
            ({"q0": 0}, "q0"),
            ({"q0": "0"}, "q0"),
            ({"q0": [None]}, "q0"),
        ],
    )
    def test_what_does_not_fit_is_refused_by_question(
        self, answers: dict[str, object], field: str
    ) -> None:
        with pytest.raises(InvalidInput) as caught:
            mark(BANK, ALL, answers)
        assert set(caught.value.fields) == {field}

    @given(st.text(), st.data())
    def test_each_right_answer_counts_once(self, seed: str, data: st.DataObject) -> None:
        drawn = draw(BANK, seed)
        right = data.draw(st.sets(st.sampled_from([item.question.id for item in drawn])))
        answers: dict[str, object] = {
            item.question.id: [
                n for n, option in enumerate(item.question.options) if option.correct
            ]
            if item.question.id in right
            else [1]
            for item in drawn
        }

        result = mark(BANK, drawn, answers)

        assert result.percent == 100 * len(right) // BANK.draw
        assert result.passed is (len(right) >= 4)
        assert [r.correct for r in result.questions] == [d.question.id in right for d in drawn]
