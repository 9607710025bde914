"""县里模板: the county puts a version together and signs it; a township looks at it, loads it, goes back."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from app.cli.answers import Answer
from app.cli.opening import opened, signing_passwords
from app.operations import county_templates, template_kinds, template_making
from app.operations.county_templates import Change, Looked


def add(options: argparse.Namespace) -> Answer:
    """Put files and limits into the next version; all of them or none."""
    with opened(options) as book:
        register = options.register or ""
        items = [template_kinds.from_file(book, path, register) for path in options.files]
        items += [template_kinds.option(book, key, text) for key, text in options.option]
        template_making.add(book, items)
        return _changes(template_making.draft(book))


def drop(options: argparse.Namespace) -> Answer:
    """Take one thing out of the next version."""
    with opened(options) as book:
        template_making.drop(book, options.kind, options.key)
        return _changes(template_making.draft(book))


def draft(options: argparse.Namespace) -> Answer:
    """What the next version holds so far."""
    with opened(options) as book:
        return _changes(template_making.draft(book))


def make(options: argparse.Namespace) -> Answer:
    """Sign the next version and write it."""
    with opened(options) as book:
        options.out.mkdir(parents=True, exist_ok=True)
        done = template_making.make(
            book,
            options.number,
            options.changes,
            options.out,
            signing_passwords(options, book),
            valid_from=options.since,
            version=options.version,
        )
    return Answer({**asdict(done), "path": str(done.path)}, [f"第 {done.version} 版\t{done.items} 项\t{done.path}"])


def write(options: argparse.Namespace) -> Answer:
    """Write a version that was signed once more."""
    with opened(options) as book:
        options.out.mkdir(parents=True, exist_ok=True)
        path = template_making.write_again(book, options.version, options.out)
    return Answer({"path": str(path)}, [str(path)])


def check(options: argparse.Namespace) -> Answer:
    """What a file would change; nothing is changed."""
    with opened(options) as book:
        return _looked(county_templates.look(book, options.file))


def load(options: argparse.Namespace) -> Answer:
    """Take a file in and into use."""
    with opened(options) as book:
        done = county_templates.load(book, options.file)
    return Answer(asdict(done), [done.message])


def use(options: argparse.Namespace) -> Answer:
    """Take a version into use that came along with a receipt, or that was gone back from."""
    with opened(options) as book:
        done = county_templates.take(book, options.version)
    return Answer(asdict(done), [done.message])


def back(options: argparse.Namespace) -> Answer:
    """Go back to the version before."""
    with opened(options) as book:
        now = county_templates.go_back(book, options.reason)
    words = f"已退回,现在用第 {now} 版。" if now else "已退回,现在没有在用的县里模板。"
    return Answer({"version": now}, [words])


def list_versions(options: argparse.Namespace) -> Answer:
    """Every version with its state; at the county which township holds which."""
    with opened(options) as book:
        found = county_templates.lines(book)
        held = template_making.holders(book) if book.info.is_county else []
    words = [f"{one.head.version}\t{one.head.number}\t{one.state}\t{one.items} 项\t{one.head.changes}" for one in found]
    words += [f"{one.name}\t{one.month or '-'}\t{one.words or '-'}" for one in held]
    data = {
        "versions": [{**asdict(one), "head": asdict(one.head)} for one in found],
        "townships": [asdict(one) for one in held],
    }
    return Answer(data, words)


def _looked(found: Looked) -> Answer:
    words = [f"{found.title} {found.issued_on} 签发,{found.valid_from} 起用,签发人 {found.signed_by}", found.about]
    return Answer(asdict(found), [*words, *(one.words for one in found.changes), f"另有 {found.same} 项没有变化"])


def _changes(found: list[Change]) -> Answer:
    return Answer([asdict(one) for one in found], [one.words for one in found])
