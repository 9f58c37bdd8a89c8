"""Whether HTML is as the standard wants it: html-validate, without its rules of taste."""

import json
from pathlib import Path

from tools.browser import package, run_node

# Beyond the standard's own: a page has its parts once, and what it names is there.
RULES = {
    "no-trailing-whitespace": "off",
    "no-implicit-button-type": "off",
    "prefer-native-element": "off",
    "no-inline-style": "error",
    "void-style": "off",
    "long-title": "off",
    "attribute-boolean-style": "off",
    "attribute-empty-style": "off",
    "doctype-style": "off",
    "no-redundant-for": "off",
    "no-raw-characters": ["error", {"relaxed": True}],
    "form-dup-name": "off",  # boxes that are ticked, and what stands for one that is not
    "no-implicit-input-type": "off",
    "tel-non-breaking": "off",
    "wcag/h32": "off",  # what can be sent may not be there yet
    "unique-landmark": "off",  # takes the head of a dialog for one
    "valid-id": ["error", {"relaxed": True}],
}
CONFIG = {"root": True, "extends": ["html-validate:recommended"], "rules": RULES}


def validated(pages: dict[str, str], folder: Path) -> list[str]:
    """Return what is wrong with pages, given by their address."""
    names = {}
    for at, (path, text) in enumerate(pages.items()):
        box = "ul" if text.lstrip().startswith("<li") else "div"
        part = f"<!doctype html><title>-</title><{box}>{text}</{box}>"
        whole = text if "<html" in text else part
        file = folder / f"{at}.html"
        file.write_text(whole)
        names[str(file)] = path
    config = folder / "config.json"
    config.write_text(json.dumps(CONFIG))
    program = package("html-validate") / "bin" / "html-validate.mjs"
    told = folder / "told.json"  # through a pipe, it would be cut off
    asked = (f"--config={config}", f"--formatter=json={told}")
    run_node("node", str(program), *asked, *names, check=False)
    return [
        f"{names[report['filePath']]}: {it['ruleId']}: {it['message']} ({it['selector']})"
        for report in json.loads(told.read_text())
        for it in report["messages"]
    ]
