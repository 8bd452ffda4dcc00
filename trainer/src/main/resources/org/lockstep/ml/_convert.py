"""Converters of parameters: what can be converted is, all else is a TypeError at once.

They take what those of pyspark.ml take and, beside it, NumPy's scalars of every size, pandas'
series, paths, and one value in place of a list of one where Java takes it too.
"""

import json
import os
from typing import Any, Dict, List, Union

from pyspark.ml.param import TypeConverters


def _plain(value: Any) -> Any:
    """A scalar or an array of NumPy or pandas as Python's own."""
    return value.tolist() if hasattr(value, "tolist") else value


def _inside(value: Any, bits: int) -> int:
    number = TypeConverters.toInt(_plain(value))
    if not -(2 ** (bits - 1)) <= number < 2 ** (bits - 1):
        raise TypeError("Could not convert %s to int: it has more than %d bits" % (value, bits))
    return number


def toInt(value: Any) -> int:
    """A whole number of 32 bits."""
    return _inside(value, 32)


def toLong(value: Any) -> int:
    """A whole number of 64 bits."""
    return _inside(value, 64)


def toFloat(value: Any) -> float:
    """A number."""
    return TypeConverters.toFloat(_plain(value))


def toBoolean(value: Any) -> bool:
    """True or False."""
    return TypeConverters.toBoolean(_plain(value))


def toString(value: Any) -> str:
    """A text, or a path."""
    plain = os.fspath(value) if isinstance(value, os.PathLike) else _plain(value)
    return TypeConverters.toString(plain)


def toText(value: Any) -> str:
    """A text, or a whole number: `"5 epochs"` or 500."""
    plain = _plain(value)
    return plain if isinstance(plain, str) else str(TypeConverters.toInt(plain))


def toClassWeights(value: Any) -> Union[str, Dict[str, float]]:
    """A word, or a dict of weights by label; Java has the dict as JSON."""
    plain = _plain(value)
    if isinstance(plain, str) and plain.lstrip().startswith("{"):
        plain = {label: float(weight) for label, weight in json.loads(plain).items()}
    if hasattr(plain, "items"):
        return {_label(label): toFloat(weight) for label, weight in plain.items()}
    return TypeConverters.toString(plain)


def toRule(value: Any) -> Union[str, Dict[str, float]]:
    """A word, a number, or a dict of numbers by name; Java has the dict as JSON."""
    plain = _plain(value)
    return toClassWeights(str(plain) if isinstance(plain, (int, float)) else plain)


def toBlocks(value: Any) -> Dict[str, Dict[str, str]]:
    """A dict of settings by column, each a dict of texts or flags; Java has it as JSON."""
    plain = _plain(value)
    if isinstance(plain, str) and plain.lstrip().startswith("{"):
        plain = json.loads(plain)
    try:
        return {
            str(name): {str(key): _word(_plain(one)) for key, one in own.items()}
            for name, own in plain.items()
        }
    except AttributeError:
        raise TypeError("Could not convert %s to a dict of dicts by column" % (value,)) from None


def _word(value: Any) -> str:
    """A text, or a flag as Java writes it."""
    return str(value).lower() if isinstance(value, bool) else TypeConverters.toString(value)


def _label(label: Any) -> str:
    """A label as Java writes it."""
    plain = _plain(label)
    if isinstance(plain, bool):
        return str(plain).lower()
    if isinstance(plain, float) and plain.is_integer():
        return str(int(plain))
    return str(plain)


def _elements(value: Any) -> Any:
    """A list of plain values; what is no list is left as it is."""
    plain = _plain(value)
    try:
        return [_plain(element) for element in TypeConverters.toList(plain)]
    except TypeError:
        return plain


def toListInt(value: Any) -> List[int]:
    """Whole numbers of 32 bits."""
    return [_inside(number, 32) for number in TypeConverters.toListInt(_elements(value))]


def toListFloat(value: Any) -> List[float]:
    """Numbers."""
    return TypeConverters.toListFloat(_elements(value))


def toListNumber(value: Any) -> List[float]:
    """Numbers, or one alone."""
    plain = _elements(value)
    return toListFloat(plain if isinstance(plain, list) else [plain])


def toListString(value: Any) -> List[str]:
    """Texts, or one alone."""
    plain = _elements(value)
    return [plain] if isinstance(plain, str) else TypeConverters.toListString(plain)


def toListText(value: Any) -> List[str]:
    """Texts that may be whole numbers, or one alone."""
    plain = _elements(value)
    if not isinstance(plain, list):
        return [toText(plain)]
    return [toText(element) for element in plain]
