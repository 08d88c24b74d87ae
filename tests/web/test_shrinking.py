"""Scripts made small: what they declare gets short names, and everything else stays as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from prem.content import find
from prem.web.shrinking import shrunk


@pytest.mark.parametrize(
    ("code", "small"),
    [
        ("\n  // why\n  let one = 1; /* and\n why */ go(one);\n", "let a=1;go(a)"),
        ("const it = 'it // is'; say(it, \"it's\");", "const a='it // is';say(a,\"it's\")"),
        # A property, a key and a shorthand keep their names.
        ("const find = 1; all.find(find);", "const a=1;all.find(a)"),
        ("const to = 1, at = 2; go({ to, x: at });", "const to=1,a=2;go({to,x:a})"),
        ("const { to, by: way } = own; go(to, way);", "const{to,by:a}=own;go(to,a)"),
        ("const [x0, ...rest] = own; go(rest, x0 ? rest : x0);", "const[b,...a]=own;go(a,b?a:b)"),
        # Names in the holes of a template are names; its words are not.
        ("const kind = 1; go(`kind ${kind}.${a.kind}`);", "const b=1;go(`kind ${b}.${a.kind}`)"),
        # A short name is never one that stands for something else.
        ("const own = 1; a(own, b);", "const c=1;a(c,b)"),
        # A slash begins a pattern or divides.
        ("const x = 4 / 2; go(/[/]x 'y/.test(x));", "const a=4/2;go(/[/]x 'y/.test(a))"),
        ("try { go() } catch (fault) { say(fault) }", "try{go()}catch(a){say(a)}"),
        ("let x = 1; const y = x + +x - -x; y++\n go(y)", "let a=1;const b=a+ +a- -a;b++\ngo(b)"),
        ("const g = one => one, by = (one, two = [g, 3]) => two; by(g);",
         "const a=b=>b,c=(b,d=[a,3])=>d;c(a)"),
        # A line break that ends a statement stays.
        ("if (x) { y() }\n z(); for (const one of [1]) z(one)",
         "if(x){y()}\nz();for(const a of[1])z(a)"),
    ],
)  # fmt: skip
def test_a_script_is_the_same_in_fewer_letters(code, small):
    assert shrunk(f"(() => {{{code}}})();") == f"(()=>{{{small}}})();"
    assert shrunk(f"(function (page) {{{code}}})(own);").startswith("(function(")


def test_what_stands_open_to_other_scripts_of_a_page_keeps_its_names():
    assert shrunk("const page = 1;\nlet other = page;\n") == "const page=1;let other=page;"
    assert shrunk("") == ""


@pytest.mark.parametrize(
    "code", ["(() => { go('open) })();", "(a) # b", "a = `open", "(b)) => a", "({a}})", "é"]
)
def test_what_is_not_known_is_refused_and_not_guessed(code):
    with pytest.raises(ValueError, match="this script cannot be made small"):
        shrunk(code)


def test_each_script_of_ours_gets_smaller():
    folder = find("templates")
    assert isinstance(folder, Path)
    scripts = sorted(folder.glob("*.js"))
    assert len(scripts) >= 6
    for path in scripts:
        code = path.read_text("utf-8")
        assert len(shrunk(code)) < 0.75 * len(code), path.name
