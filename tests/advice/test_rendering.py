import pytest

from advice.rendering import render


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("<script>alert(1)</script>", "<script"),
        ("[x](javascript:alert(1))", "href"),
        ("[x](data:text/html,x)", "href"),
        ("![x](https://example.org/x.png)", "<img"),
        ('<a href="//x">x</a>', "<a "),
    ],
)
def test_advice_can_carry_no_code(text: str, never: str) -> None:
    assert never not in render(text)


def test_a_table_and_a_link_to_another_page_are_kept() -> None:
    html = render("| a | b |\n| --- | --- |\n| c | [d](/conseils/tabacs/) |")

    assert "<table>" in html
    assert '<a href="/conseils/tabacs/">d</a>' in html
