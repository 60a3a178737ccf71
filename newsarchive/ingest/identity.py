"""One answer → which article it belongs to, by all its addresses, and whether the address speaks for it."""

from __future__ import annotations

from newsarchive.ingest.address import Address, Concerned
from newsarchive.ingest.sameness import one_story, same_day
from newsarchive.ingest.upkeep import joined
from newsarchive.profile import Profile
from storage.records import Capture, Extraction
from storage.repositories import Unit

GONE = "gone"
STORY, REFUSED, CLAIMED = "story", "refused", "claimed"
"""How an address answered last; or what another page said of it, where nobody has looked."""


class Identity:
    """`article` is the one that the answer belongs to, once `settle` has found it out."""

    def __init__(
        self,
        unit: Unit,
        profile: Profile,
        portal: str,
        capture: Capture,
        address: Address,
        known: Concerned,
    ) -> None:
        self.unit, self.profile, self.address, self.known = unit, profile, address, known
        self.portal, self.at, self.url, self.key = portal, capture.fetched_at, address.url, address.key
        self.article = known.here or known.before

    def asked_of_main(self) -> bool:
        """Whether the answer is one of the address whose text is the article's, and not of a twin of it."""
        main = self.main()
        mine = self.profile.key(main) in (self.address.asked_key, self.key)
        return mine and (self.profile.is_twin(main) or not self.profile.is_twin(self.address.asked))

    def main(self) -> str:
        """The address whose text is the article's; before there is an article, the one asked for."""
        return (self.article and self.unit.articles.address(self.article)) or self.url

    def speaks(self, article: str | None) -> bool:
        """Whether this address speaks for the article. A second one may print the story a little otherwise,
        for ever: no edit of the publisher, and no version, while the main one still shows the story. When
        that has stopped, the second takes its place, as the story itself does that of a twin of it."""
        current = self.unit.articles.current(article) if article else None
        if article is None or current is None:
            return True
        main = self.unit.articles.address(article) or self.url
        key = self.profile.key(main)
        twin, main_is_twin = self.profile.is_twin(self.url), self.profile.is_twin(main)
        if (key == self.key and twin == main_is_twin) or (main_is_twin and not twin):
            return True
        still_there = key == self.key or self.unit.articles.answer(self.portal, key) == STORY
        return current.status == GONE or not still_there

    def own_address(self) -> bool:
        """Whether this address speaks for the article; if so, it is the main one from now on."""
        assert self.article
        if not self.speaks(self.article):
            return False
        main = self.main()
        if self.profile.key(main) != self.key or self.profile.is_twin(main) != self.profile.is_twin(self.url):
            self.unit.articles.move(self.article, self.url)
        return True

    def settle(self, story: Extraction) -> str | None:
        """Which article this is; those it turns out to be too are joined with it. Returns what was not
        believed, if anything."""
        known, doubt = self.known, None
        here = self._unless_only_claimed(known.here, self.key, story)
        before = self._unless_only_claimed(known.before, self.address.asked_key, story)
        one = {here} if here else set()
        led_here = False
        if before and before != here:
            led_here = not self._other(before, story)
            self._redirected(before, led_here)
            one |= {before} if led_here else set()
        if known.named and known.named not in one:
            if self._other(known.named, story):
                doubt = f"{self.url} names {known.named_url} as canonical, where other words stand"
            else:
                one.add(known.named)
        if self.speaks(here or (before if led_here else None)):
            one |= {other for other in known.same if self._same_day(other, story)}
        self.article = self._join(one)
        if led_here and self.article and self.profile.key(self.main()) == self.address.asked_key:
            self.unit.articles.move(self.article, self.url)
        return doubt

    def _unless_only_claimed(self, article: str | None, key: str, story: Extraction) -> str | None:
        """What another page claimed of an address counts until somebody has looked there."""
        claimed = article and self.unit.articles.answer(self.portal, key) == CLAIMED
        return None if article and claimed and self._other(article, story) else article

    def _redirected(self, before: str, with_its_story: bool) -> None:
        where = f"{self.address.asked} -> {self.url}"
        if with_its_story:
            self.unit.articles.event(before, "redirected", self.at, where)
        elif self.profile.key(self.unit.articles.address(before) or "") == self.address.asked_key:
            self.left(before, where)

    def _other(self, article: str, story: Extraction) -> bool:
        current = self.unit.articles.current(article)
        return current is not None and not one_story(current.extraction, story)

    def _same_day(self, article: str, story: Extraction) -> bool:
        current = self.unit.articles.current(article)
        return current is None or same_day(current.extraction, story)

    def _join(self, articles: set[str]) -> str | None:
        """The earliest of the articles, all the others merged into it."""
        ranked = sorted((self.unit.articles.first_seen(one) or self.at, one) for one in articles)
        if not ranked:
            return None
        (_, article), *others = ranked
        for _, other in others:
            self.unit.articles.merge(other, article)
        if others:
            detail = f"{', '.join(other for _, other in others)}, by {self.url}"
            self.unit.articles.event(article, "merged", self.at, detail)
            joined(self.unit, article)
        return article

    def lead_here(self, article: str) -> None:
        """Every key and id that this answer showed to be the article's leads to it from now on."""
        find, profile = self.unit.articles.find, self.profile
        self._alias(self.key, self.url, article)
        if self.address.moved:
            key = self.address.asked_key
            claimed = self.unit.articles.answer(self.portal, key) == CLAIMED
            if claimed or find(self.portal, key) in (None, article):
                self._alias(key, self.address.asked, article)
        named = self.known.named_url
        if named and find(self.portal, profile.key(named)) is None:
            self.unit.articles.claim(self.portal, profile.key(named), article, profile.article_id(named))

    def _alias(self, key: str, url: str, article: str) -> None:
        if self.unit.articles.find(self.portal, key) != article:
            old = self.profile.article_id(url)
            self.unit.articles.alias(self.portal, key, url, article, self.at, old)
        else:
            self.unit.articles.seen_at(article, url, self.at)

    def left(self, article: str, where: str) -> None:
        """The story's address leads elsewhere: the story is gone from where it was."""
        self.end(article, "redirected", where)

    def end(self, article: str, kind: str, detail: str) -> None:
        current = self.unit.articles.current(article)
        if current and current.status != GONE:
            self.unit.articles.set_status(article, GONE)
            self.unit.articles.event(article, kind, self.at, detail)
