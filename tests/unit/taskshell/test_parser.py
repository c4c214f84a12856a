from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pypixi.taskshell.grammar.nodes import (
    Assignment,
    Choices,
    Command,
    Item,
    Pipeline,
    Quoted,
    Range,
    Redirect,
    Script,
    Simple,
    Status,
    Subshell,
    Substitution,
    Text,
    Tilde,
    Variable,
    Word,
)
from pypixi.taskshell.parser import parse
from pypixi.taskshell.syntax_error import ShellSyntaxError


def one(*words: str) -> Pipeline:
    simple = Simple((), tuple(Word((Text(word),)) for word in words))
    return Pipeline((Command(simple, None),), (), negated=False)


def script(*steps: Pipeline) -> Script:
    return Script(tuple(Item(step, (), background=False) for step in steps))


def pipeline(text: str) -> Pipeline:
    found = parse(text).items[0].first
    assert isinstance(found, Pipeline)
    return found


def simple(text: str) -> Simple:
    body = pipeline(text).commands[0].body
    assert isinstance(body, Simple)
    return body


def word(text: str) -> tuple[object, ...]:
    return simple(f"go {text}").words[1].parts


def fault(text: str) -> ShellSyntaxError:
    with pytest.raises(ShellSyntaxError) as caught:
        parse(text)
    return caught.value


def offset_of_fault(text: str) -> int | None:
    try:
        parse(text)
    except ShellSyntaxError as error:
        return error.offset
    return None


@pytest.mark.parametrize(
    "text",
    [
        "a; b",
        "a\nb",
        "a\r\nb",
        "a;\n\n b;",
        "\n a # why\n # and why\n b # c",
        "a \\\n ; b",
        "a\u00a0;\u2003b",
        "a;# c\nb",
    ],
)
def test_items_stand_behind_each_other(text: str) -> None:
    assert parse(text) == script(one("a"), one("b"))


def test_item_runs_in_the_background() -> None:
    found = parse("a & b && c &")
    assert [item.is_background for item in found.items] == [True, True]
    assert found.items[1].others == (("&&", one("c")),)


@pytest.mark.parametrize("text", ["a && b || c", "a &&\n# d\n b||\n\nc"])
def test_steps_are_joined_by_operators(text: str) -> None:
    item = Item(one("a"), (("&&", one("b")), ("||", one("c"))), background=False)
    assert parse(text) == Script((item,))


def test_commands_feed_each_other() -> None:
    found = pipeline("! a | b |& c")
    assert found.is_negated
    assert found.merged == (False, True)
    assert len(found.commands) == 3


def test_subshell_holds_items() -> None:
    command = pipeline("( a; b )>f").commands[0]
    assert command.body == Subshell(script(one("a"), one("b")))
    assert command.redirect == Redirect(None, ">", Word((Text("f"),)))


@pytest.mark.parametrize("text", ["a(b)", "(a)(b)", "(a)\tb", "a >f (b)"])
def test_separators_may_be_missing(text: str) -> None:
    assert len(parse(text).items) == 2


def test_empty_subshell_has_no_items() -> None:
    assert pipeline("()").commands[0].body == Subshell(Script(()))


def test_assignments_stand_before_words() -> None:
    found = simple("X=1 2_y=$X go Z=3")
    assert found.assignments == (
        Assignment("X", Word((Text("1"),))),
        Assignment("2_y", Word((Variable("X"),))),
    )
    assert len(found.words) == 2


@pytest.mark.parametrize(("text", "parts"), [("X=", ()), ("X=a=b", (Text("a=b"),))])
def test_assignment_is_a_step(text: str, parts: tuple[Text, ...]) -> None:
    assert parse(text).items[0].first == Assignment("X", Word(parts))


@pytest.mark.parametrize(
    ("text", "redirect"),
    [
        ("a >f", Redirect(None, ">", Word((Text("f"),)))),
        ("a 2>> f", Redirect(2, ">>", Word((Text("f"),)))),
        ("a >|f", Redirect(None, ">|", Word((Text("f"),)))),
        ("a &>f", Redirect("&", ">", Word((Text("f"),)))),
        ("a 2>&1", Redirect(2, ">", 1)),
        ("a <&0", Redirect(None, "<", 0)),
        ("a <f", Redirect(None, "<", Word((Text("f"),)))),
        ("a 12345678901>f", Redirect(10**9, ">", Word((Text("f"),)))),
    ],
)
def test_command_is_redirected(text: str, redirect: Redirect) -> None:
    assert pipeline(text).commands[0].redirect == redirect


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a'b c'd", (Text("a"), Quoted((Text("b c"),)), Text("d"))),
        ("''", (Quoted(()),)),
        ('"a $X$?"', (Quoted((Text("a "), Variable("X"), Status())),)),
        ("$X_1-$", (Variable("X_1"), Text("-$"))),
        ("${X}$@$-", (Text("${X}$@$-"),)),
        ("~", (Tilde(),)),
        ("~/x", (Tilde(), Text("/x"))),
        ("a~", (Text("a~"),)),
        ('a"~/x"', (Text("a"), Quoted((Tilde(), Text("/x"))))),
        ("a#b", (Text("a#b"),)),
        ("a\\\nb", (Text("ab"),)),
        (r"\$X", (Text("$X"),)),
        (r"\\$X", (Text(r"\$X"),)),
        (r"a\b\*\ c", (Text(r"a\b\* c"),)),
        ("\\", (Text("\\"),)),
        ('"' + r"\$\`\"\~\(\)\'" + '"', (Quoted((Text("$`\"~()'"),)),)),
        (r'"\a\\b"', (Quoted((Text(r"\a\\b"),)),)),
        ('"a\\\nb"', (Quoted((Text("ab"),)),)),
        ('"{a,b} *"', (Quoted((Text("{a,b} *"),)),)),
        ("$(b)", (Substitution(script(one("b"))),)),
        ("$( )", (Substitution(Script(())),)),
        ("`b`", (Substitution(script(one("b"))),)),
    ],
)
def test_word_has_parts(text: str, parts: tuple[object, ...]) -> None:
    assert word(text) == parts


def test_backticks_stand_in_backticks_behind_backslashes() -> None:
    assert word(r"`b \`c\``") == word("$(b `c`)")


def choices(*texts: str) -> Choices:
    made = tuple((Text(text),) if text else () for text in texts)
    return Choices(made, len(texts))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("{a,b}", (choices("a", "b"),)),
        ("x{a,}y", (Text("x"), choices("a", ""), Text("y"))),
        ("{a,{b,c}}", (Choices(((Text("a"),), (choices("b", "c"),)), 3),)),
        ("{a,{b,c}", (Text("{a,"), choices("b", "c"))),
        ("{{a,b}}", (Text("{"), choices("a", "b"), Text("}"))),
        ("{a,b}}", (choices("a", "b"), Text("}"))),
        ("{'a,b',c}", (Choices(((Quoted((Text("a,b"),)),), (Text("c"),)), 2),)),
        ("{~,~/a}", (Choices(((Tilde(),), (Tilde(), Text("/a"))), 2),)),
        ("x{~,b}", (Text("x"), choices("~", "b"))),
        ("{~", (Text("{~"),)),
        ("{1..3}", (Range(range(1, 4), is_letters=False),)),
        ("{+3..-1..-2}", (Range(range(3, -2, -2), is_letters=False),)),
        ("{e..a}", (Range(range(101, 96, -1), is_letters=True),)),
        ("{1..999999}", (Range(range(1, 1_000_000), is_letters=False),)),
        ("{}{a}{1..2..0}", (Text("{}{a}{1..2..0}"),)),
        ("{a..c..2}{1..b}{é..ü}", (Text("{a..c..2}{1..b}{é..ü}"),)),
        ("{0..1000000}", (Text("{0..1000000}"),)),
        ("{1..1000}" * 3, (Text("{1..1000}" * 3),)),
        ("{1..99999999999999999999}", (Text("{1..99999999999999999999}"),)),
        (r"\{a,b}", (Text(r"\{a,b}"),)),
        ("a,b", (Text("a,b"),)),
        ("}a,b{", (Text("}a,b{"),)),
    ],
)
def test_braces_are_choices_or_themselves(text: str, parts: tuple[object, ...]) -> None:
    assert word(text) == parts


@pytest.mark.parametrize("text", ["if", "'if' x", "go if do", "if=1 go", "iffy"])
def test_reserved_words_are_so_at_the_start_only(text: str) -> None:
    if text == "if":
        assert fault(text).notes == ("Unsupported reserved word.\n  if\n  ~",)
    else:
        parse(text)


BOOLEAN = "Expected command following boolean operator."
PIPE = "Expected command following pipeline operator."
DOUBLE = "Expected closing double quote."
INSIDE = "Failed parsing command substitution in double quoted string."


@pytest.mark.parametrize(
    ("text", "cause", "offset"),
    [
        ("; a", "Unexpected character.\n  ; a\n  ~", 0),
        ("a;; b", "Unexpected character.\n  ; b\n  ~", 2),
        ("a & & b", "Unexpected character.\n  & b\n  ~", 4),
        ("a)", "Unexpected character.\n  )\n  ~", 1),
        ("a>f", "Unexpected character.\n  >f\n  ~", 1),
        ("> f a", "Unexpected character.\n  > f a\n  ~", 0),
        ("! X=1", "Unexpected character.\n  ! X=1\n  ~", 0),
        ("a\n&& b", "Unexpected character. (line 2)\n  && b\n  ~", 2),
        ("a &&", f"{BOOLEAN}\n  \n  ~", 4),
        ("a && || b", f"{BOOLEAN}\n  || b\n  ~", 5),
        ("a | ;", f"{PIPE}\n  ;\n  ~", 4),
        ("a | X=1", f"{PIPE}\n  X=1\n  ~", 4),
        ('a && "b', f'{BOOLEAN}\n\n{DOUBLE}\n  "b\n  ~', 5),
        ('a | b | "c', f'{PIPE}\n\n{PIPE}\n\n{DOUBLE}\n  "c\n  ~', 8),
        ("(a", "Expected closing parenthesis on subshell.\n  (a\n  ~", 0),
        ("go 'a", "Expected closing single quote.\n  'a\n  ~", 3),
        ('go "a\\"', f'{DOUBLE}\n  "a\\"\n  ~', 3),
        ('go "~x $# a', f'{DOUBLE}\n  "~x $# a\n  ~', 3),
        ("go `a", "Expected closing backtick.\n  `a\n  ~", 3),
        ("go ~x", "Unsupported tilde expansion.\n  ~x\n  ~", 3),
        ('go "~x"', 'Unsupported tilde expansion.\n  ~x"\n  ~', 4),
        ("go $$", "$$ is currently not supported.\n  $$\n  ~", 3),
        ('go "a$*"', '$* is currently not supported.\n  $*"\n  ~', 5),
        ("a > ", "Expected redirect path.\n   \n  ~", 3),
        ("a >& f", "Expected redirect path.\n  & f\n  ~", 3),
        ("a <f >g", "Multiple redirects are currently not supported.\n  <f >g\n  ~", 2),
        (
            "go $(a",
            "Expected closing parenthesis for command substitution.\n  $(a\n  ~",
            3,
        ),
        (
            'go "$(a"',
            f'{INSIDE}\n\n{DOUBLE}\n  "\n  ~',
            7,
        ),
        (
            'go "`a"',
            (
                "Failed parsing backticks in double quoted string.\n\n"
                'Expected closing backtick.\n  `a"\n  ~'
            ),
            4,
        ),
        (
            "go `a)`",
            "Failed parsing within backticks. Unexpected character: )\n  `a)`\n  ~",
            3,
        ),
        ("go `a 'b`", "Expected closing single quote.\n  'b\n  ~", 6),
        (
            "X='a",
            (
                "Invalid environment variable value.\n\n"
                "Expected closing single quote.\n  'a\n  ~"
            ),
            2,
        ),
        (
            "X=1 Y=2",
            (
                "Cannot set multiple environment variables when there is no following"
                " command.\n  X=1 Y=2\n  ~"
            ),
            0,
        ),
        (
            f"go '{'x' * 70}",
            "Expected closing single quote.\n  '" + "x" * 59 + "\n  ~",
            3,
        ),
        ("a\r\ngo '", "Expected closing single quote. (line 2)\n  '\n  ~", 6),
        ("a ')\r\nb", "Expected closing single quote. (line 1)\n  ')\n  ~", 2),
    ],
)
def test_fault_says_what_stands_where(text: str, cause: str, offset: int) -> None:
    error = fault(text)
    assert error.message == f"failed to parse shell script. Task: '{text}'"
    assert error.notes == (cause,)
    assert error.offset == offset


def test_fault_between_backticks_knows_its_line() -> None:
    assert "(line 3)" in fault("a\ngo `b \\`c\\`\n'd`").notes[0]


@pytest.mark.parametrize("text", ["", " ", "# a", "\n\n", "\\\n"])
def test_script_has_a_command(text: str) -> None:
    assert fault(text).notes == ("Empty command.",)


@pytest.mark.parametrize("text", ["(" * 5000, "$(" * 5000, 'a "$(' * 5000, "X=$(" * 99])
def test_depth_is_limited(text: str) -> None:
    assert "inside each other" in fault(text).notes[0]


@pytest.mark.parametrize(
    "text",
    [
        "a" + " && a" * 20_000,
        "a" + " | a" * 20_000,
        "{" * 20_000,
        "{a," * 20_000 + "}" * 20_000,
        "{1..1}" * 20_000,
        "`" * 20_001,
        '"' * 20_001,
        "\\" * 20_001,
    ],
)
def test_length_is_not_limited(text: str) -> None:
    offset = offset_of_fault(f"go {text}")
    assert offset is None or offset > 0


@given(st.text(st.sampled_from("ab1X=$?(){},.~\\\"'`|&;<>!#*[ \n\r\t"), max_size=30))
@settings(deadline=None, max_examples=500)
def test_any_text_is_a_script_or_refused(text: str) -> None:
    offset = offset_of_fault(text)
    assert offset is None or 0 <= offset <= len(text)


def in_single_quotes(text: str) -> str:
    return "'" + text.replace("'", "'\"'\"'") + "'"


@given(st.lists(st.text(max_size=10), min_size=1, max_size=4))
@settings(deadline=None)
def test_quoted_words_come_back(texts: list[str]) -> None:
    words = simple(" ".join(map(in_single_quotes, texts))).words
    found = [
        "".join(
            each.text
            for part in word.parts
            if isinstance(part, Quoted)
            for each in part.parts
            if isinstance(each, Text)
        )
        for word in words
    ]
    assert found == texts
