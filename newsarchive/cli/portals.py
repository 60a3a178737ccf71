"""`newsarchive portals`: the catalogue, listed, shown, checked and tried on a page."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsarchive.errors import Exit, ProfileError
from newsarchive.portals import Catalogue

if TYPE_CHECKING:
    from newsarchive.profile import Profile

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document.")]
Slug = Annotated[str, typer.Argument(help="The portal, as `portals list` names it.")]

commands = typer.Typer(help="The catalogue of portals.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(commands, name="portals")


@commands.command("list")
def list_portals(
    context: typer.Context,
    place: Annotated[str | None, typer.Option(help="Only portals of this place, by code.")] = None,
    status: Annotated[str | None, typer.Option(help="active, paused, former or closed.")] = None,
    as_json: AsJson = False,
) -> None:
    """All portals, by name in the Vietnamese alphabet. Example: newsarchive portals list --status active"""
    from newsarchive.cli.terminal import harmless, out
    from newsarchive.text import sort_key

    chosen = [
        portal
        for portal in Catalogue(context.obj.portals).summaries()
        if place in (None, portal.place) and status in (None, portal.status)
    ]
    chosen.sort(key=lambda portal: (sort_key(portal.name), portal.slug))
    if as_json:
        _print_json([asdict(portal) for portal in chosen])
        return
    from rich.table import Table

    table = Table(box=None)
    for heading in ("portal", "name", "place", "status", "platform"):
        table.add_column(heading, no_wrap=heading != "name")
    for portal in chosen:
        state = portal.status if portal.verified else f"{portal.status}, unverified"
        cells = (portal.slug, portal.name, portal.place, state, portal.platform)
        table.add_row(*(harmless(cell or "") for cell in cells))
    out().print(table)


@commands.command()
def show(context: typer.Context, slug: Slug, as_json: AsJson = False) -> None:
    """One profile as the crawl sees it, platform merged in. Example: newsarchive portals show baolangson"""
    catalogue = Catalogue(context.obj.portals)
    profile = catalogue.get(slug)
    if as_json:
        _print_json(
            json.loads(profile.to_json()) | {"digest": profile.digest, "file": str(catalogue.file(slug))}
        )
        return
    typer.echo(f"# {catalogue.file(slug)}\n# {profile.digest}")
    for line in _lines(profile):
        typer.echo(line)


@commands.command()
def check(
    context: typer.Context,
    which: Annotated[
        list[str] | None, typer.Argument(metavar="[SLUG|FILE]…", help="Slugs or TOML files; default: all.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Validate profiles without a network. Example: newsarchive portals check my/newportal.toml"""
    from newsarchive.portals.checking import problems_of

    catalogue = Catalogue(context.obj.portals)
    places = {place.code for place in catalogue.places()}
    report: list[dict[str, Any]] = []
    for name in which or catalogue.slugs():
        try:
            problems = problems_of(_profile(catalogue, name), places)
        except ProfileError as error:
            problems = [str(error)]
        report.append({"slug": Path(name).stem, "problems": problems})
    bad = sum(1 for entry in report if entry["problems"])
    if as_json:
        _print_json(report)
    else:
        for entry in report:
            for problem in entry["problems"]:
                typer.echo(f"{entry['slug']}: {problem}")
        typer.echo(f"{len(report)} checked, {f'{bad} with problems' if bad else 'all in order'}")
    if bad:
        raise typer.Exit(int(Exit.USAGE))


@commands.command("try")
def try_page(
    context: typer.Context,
    slug: Slug,
    source: Annotated[str, typer.Argument(metavar="URL|FILE", help="A page on the web or a saved one.")],
    url: Annotated[str | None, typer.Option(help="The address of a saved page.")] = None,
    fetched_at: Annotated[str | None, typer.Option(help="When it was saved, ISO 8601.")] = None,
    as_json: AsJson = False,
) -> None:
    """Field, value and winning rule, beside what the generic extractor says.

    Example: newsarchive portals try baolangson saved.html --url https://baolangson.vn/a-5071654.html
    """
    from newsarchive.cli.trial import compare, print_trial, saved_page

    profile = _profile(Catalogue(context.obj.portals), slug)
    if source.startswith(("http://", "https://")):
        from newsarchive.crawl.fetch import fetch_page

        page = fetch_page(source, context.obj)
    else:
        page = saved_page(Path(source), url or profile.homepage, fetched_at, profile.zone)
    if page.url != profile.homepage and not profile.is_article(page.url):
        typer.echo(f"{profile.slug}: article_url does not take {page.url}", err=True)
    trial = compare(page, profile)
    if as_json:
        _print_json(trial)
    else:
        print_trial(trial)


def _profile(catalogue: Catalogue, name: str) -> Profile:
    """A portal of the catalogue by its slug, or the profile in a file."""
    return catalogue.read(Path(name)) if name.endswith(".toml") else catalogue.get(name)


def _lines(profile: Profile) -> list[str]:
    """The profile as TOML, without what says nothing."""
    table = json.loads(profile.to_json())
    del table["slug"]
    layouts = table.pop("layouts")
    tables = {key: value for key, value in table.items() if isinstance(value, dict)}
    tables |= {f"layouts.{name}": layout for name, layout in layouts.items()}
    lines = [f"{key} = {_toml(value)}" for key, value in table.items() if key not in tables and value]
    for header, rows in tables.items():
        told = [f"{key} = {_toml(value)}" for key, value in rows.items() if _says(value)]
        lines += ["", f"[{header}]", *told] if told else []
    return lines


def _says(value: Any) -> bool:
    """Whether a value is worth a line: empty lists and ranges without bounds are not."""
    return any(map(_says, value.values())) if isinstance(value, dict) else value not in (None, [], "")


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        inner = ", ".join(f"{key} = {_toml(item)}" for key, item in value.items() if item is not None)
        return f"{{ {inner} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, str):
        return f"'{value}'" if "\\" in value and "'" not in value else json.dumps(value, ensure_ascii=False)
    return json.dumps(value)


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
