"""Pairs of copies → groups, each held together by one story.

Connected pairs alone would chain different stories, each a little like the next. So a group is what is
connected and akin to its core, the member with most pairs; what is not is grouped again among itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set

Graph = Mapping[int, Set[int]]
Kin = Callable[[int, list[int]], Set[int]]
"""A core and others → those of them that may be copies of the story it is a copy of."""


def groups(graph: Graph, kin: Kin) -> list[set[int]]:
    """Sets of two or more, no one in two of them; a function of the graph alone."""
    made: list[set[int]] = []
    todo = list(components(graph, graph))
    while todo:
        component = todo.pop()
        if len(component) < 2:
            continue
        core = min(component, key=lambda one: (-len(graph[one] & component), one))
        near = (graph[core] & component) | {core}
        far = sorted(component - near)
        group = set(near | kin(core, far)) if far else set(near)
        made.append(group)
        todo.extend(components(graph, component - group))
    return made


def components(graph: Graph, within: Iterable[int]) -> list[set[int]]:
    """The connected sets among `within`."""
    left, made = set(within), []
    while left:
        start = left.pop()
        found, todo = {start}, [start]
        while todo:
            near = graph[todo.pop()] & left
            left -= near
            found |= near
            todo.extend(near)
        made.append(found)
    return made
