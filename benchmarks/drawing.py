"""Reliabilities → one drawing, a square for each field: how sure against how often right."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from math import sqrt

from reliability import Bin, Reliability

_SIDE, _GAP, _TOP, _FOOT = 220, 56, 44, 60
_NOW, _BEFORE, _INK, _GRID = "#0b6e99", "#b0b0b0", "#333333", "#e6e6e6"
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


def drawn(curves: Mapping[str, tuple[Reliability, Reliability]]) -> str:
    """`curves`: title of a square → as the rules say it, and calibrated."""
    width = len(curves) * (_SIDE + _GAP) + _GAP
    height = _TOP + _SIDE + _FOOT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" font-family="sans-serif" font-size="11" fill="{_INK}">',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for at, (title, (before, now)) in enumerate(curves.items()):
        parts += [f'<g transform="translate({_GAP + at * (_SIDE + _GAP)},{_TOP})">', *_frame(title, now)]
        parts += [_dot(one, _BEFORE, hollow=True) for one in before.bins]
        parts += [_line(now)] + [_whisker(one) + _dot(one, _NOW, hollow=False) for one in now.bins]
        parts.append("</g>")
    parts.append(_legend(height))
    return "\n".join([*parts, "</svg>", ""])


def _x(value: float) -> str:
    return f"{value * _SIDE:.1f}"


def _y(value: float) -> str:
    return f"{(1 - value) * _SIDE:.1f}"


def _frame(title: str, now: Reliability) -> list[str]:
    parts = []
    for tick in _TICKS:
        x, y = _x(tick), _y(tick)
        parts.append(f'<path d="M{x} 0V{_SIDE}M0 {y}H{_SIDE}" stroke="{_GRID}" fill="none"/>')
        parts.append(f'<text x="{x}" y="{_SIDE + 14}" text-anchor="middle">{tick:g}</text>')
        parts.append(f'<text x="-6" y="{y}" dy="4" text-anchor="end">{tick:g}</text>')
    parts.append(f'<path d="M0 {_SIDE}L{_SIDE} 0" stroke="{_INK}" stroke-dasharray="3 3" fill="none"/>')
    parts.append(f'<text x="0" y="-22" font-size="14" font-weight="bold">{escape(title)}</text>')
    parts.append(f'<text x="0" y="-8">{now.count} answers, {now.wrong} wrong</text>')
    return parts


def _line(now: Reliability) -> str:
    points = " ".join(f"{_x(one.confidence)},{_y(one.right)}" for one in now.bins)
    return f'<polyline points="{points}" stroke="{_NOW}" stroke-width="1.5" fill="none"/>'


def _whisker(one: Bin) -> str:
    return (
        f'<path d="M{_x(one.confidence)} {_y(one.low)}V{_y(one.high)}" stroke="{_NOW}" stroke-opacity="0.5"/>'
    )


def _dot(one: Bin, colour: str, *, hollow: bool) -> str:
    radius = min(2 + sqrt(one.count) / 2.5, 9)
    look = f'fill="none" stroke="{colour}"' if hollow else f'fill="{colour}" fill-opacity="0.8"'
    told = f"{one.count} answers, {one.confidence:.2f} sure, {one.right:.2f} right"
    at = f'cx="{_x(one.confidence)}" cy="{_y(one.right)}" r="{radius:.1f}"'
    return f"<circle {at} {look}><title>{told}</title></circle>"


def _legend(height: int) -> str:
    y = height - 14
    now = "calibrated, each site by lines fitted on the others; whiskers: nine in ten"
    before = "as the rules say it · across: confidence · up: share that was right"
    return (
        f'<circle cx="{_GAP + 6}" cy="{y - 4}" r="4" fill="{_NOW}"/>'
        f'<text x="{_GAP + 16}" y="{y}">{now}</text>'
        f'<circle cx="{_GAP + 476}" cy="{y - 4}" r="4" fill="none" stroke="{_BEFORE}"/>'
        f'<text x="{_GAP + 486}" y="{y}">{before}</text>'
    )
