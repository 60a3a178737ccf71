"""Bytes → text, and text → the layers it is searched and sorted by. Pure functions."""

from newsarchive.text.cleaning import clean, nfc
from newsarchive.text.decoding import Decoded, decode
from newsarchive.text.layers import exact_layer, fold_layer, has_diacritics, words
from newsarchive.text.sorting import name_sort_key, sort_key

__all__ = [
    "Decoded",
    "clean",
    "decode",
    "exact_layer",
    "fold_layer",
    "has_diacritics",
    "name_sort_key",
    "nfc",
    "sort_key",
    "words",
]
