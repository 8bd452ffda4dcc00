"""As much of PySpark as the stages need without a JVM, for machines that do not have it.

The same tests run with a real PySpark where there is one: what holds with this holds there.
"""

import abc
import array
import copy
import sys
import types
import typing
import uuid

import numpy as np

M = typing.TypeVar("M")


class Vector:
    """A vector of Spark ML."""


class DenseVector(Vector):
    def __init__(self, values):
        self.values = np.array(values, dtype=float)

    def toArray(self):
        return self.values


class Vectors:
    dense = DenseVector


def _is_number(value):
    return type(value) in (int, float)


class TypeConverters:
    """Each takes what it can convert and raises a TypeError for all else."""

    @staticmethod
    def toInt(value):
        if _is_number(value) and float(value).is_integer():
            return int(value)
        raise TypeError("Could not convert %s to int" % value)

    @staticmethod
    def toFloat(value):
        if _is_number(value):
            return float(value)
        raise TypeError("Could not convert %s to float" % value)

    @staticmethod
    def toString(value):
        if isinstance(value, str):
            return str(value)
        raise TypeError("Could not convert %s to string type" % type(value))

    @staticmethod
    def toBoolean(value):
        if type(value) is bool:
            return value
        raise TypeError("Boolean Param requires value of type bool. Found %s." % type(value))

    @staticmethod
    def toList(value):
        if isinstance(value, (list, tuple, range, array.array, np.ndarray)):
            return list(value)
        if isinstance(value, Vector):
            return list(value.toArray())
        raise TypeError("Could not convert %s to list" % value)

    @staticmethod
    def _each(value, convert, what):
        try:
            return [convert(element) for element in TypeConverters.toList(value)]
        except TypeError:
            raise TypeError("Could not convert %s to list of %s" % (value, what)) from None

    @staticmethod
    def toListInt(value):
        return TypeConverters._each(value, TypeConverters.toInt, "ints")

    @staticmethod
    def toListFloat(value):
        return TypeConverters._each(value, TypeConverters.toFloat, "floats")

    @staticmethod
    def toListString(value):
        return TypeConverters._each(value, TypeConverters.toString, "strings")


class Param(typing.Generic[M]):
    def __init__(self, parent, name, doc, typeConverter):
        self.parent, self.name, self.doc = parent.uid, name, doc
        self.typeConverter = typeConverter

    def _copy_new_parent(self, parent):
        if self.parent != "undefined":
            raise ValueError("Cannot copy from non-dummy parent %s." % parent)
        param = copy.copy(self)
        param.parent = parent.uid
        return param

    def __hash__(self):
        return hash((self.parent, self.name))

    def __eq__(self, other):
        return isinstance(other, Param) and hash(self) == hash(other)


class Params(metaclass=abc.ABCMeta):
    def __init__(self):
        self.uid = "%s_%s" % (type(self).__name__, uuid.uuid4().hex[-12:])
        self._paramMap, self._defaultParamMap = {}, {}
        self.params = []
        for name in dir(type(self)):
            param = getattr(type(self), name)
            if isinstance(param, Param):
                setattr(self, name, param._copy_new_parent(self))
                self.params.append(getattr(self, name))

    @staticmethod
    def _dummy():
        dummy = Params()
        dummy.uid = "undefined"
        return dummy

    def getParam(self, paramName):
        return getattr(self, paramName)

    def _resolved(self, param):
        if isinstance(param, str):
            return self.getParam(param)
        if param.parent != self.uid:
            raise ValueError("Param %r does not belong to %r." % (param, self))
        return param

    def isSet(self, param):
        return self._resolved(param) in self._paramMap

    def hasDefault(self, param):
        return self._resolved(param) in self._defaultParamMap

    def isDefined(self, param):
        return self.isSet(param) or self.hasDefault(param)

    def getOrDefault(self, param):
        return {**self._defaultParamMap, **self._paramMap}[self._resolved(param)]

    def set(self, param, value):
        self._paramMap[self._resolved(param)] = param.typeConverter(value)

    def clear(self, param):
        self._paramMap.pop(param, None)

    def _converted(self, name, value):
        param = getattr(self, name)
        try:
            return param, param.typeConverter(value)
        except TypeError as e:
            raise TypeError('Invalid param value given for param "%s". %s' % (name, e)) from e

    def _set(self, **values):
        self._paramMap.update(self._converted(name, value) for name, value in values.items())
        return self

    def _setDefault(self, **values):
        self._defaultParamMap.update(
            self._converted(name, value) for name, value in values.items()
        )
        return self

    def copy(self, extra):
        if not all(isinstance(param, Param) for param in extra):
            raise TypeError("Expecting a valid instance of Param")
        that = copy.copy(self)
        that._paramMap = {**self._paramMap, **extra}
        return that

    def explainParams(self):
        lines = []
        for param in self.params:
            of = {"default": self._defaultParamMap, "current": self._paramMap}
            values = ["%s: %s" % (kind, map[param]) for kind, map in of.items() if param in map]
            lines.append("%s: %s (%s)" % (param.name, param.doc, ", ".join(values) or "undefined"))
        return "\n".join(lines)


def _mixin(name):
    """A mixin of pyspark.ml.param.shared, whose converter is not used."""
    param = Param(Params._dummy(), name, name, TypeConverters.toString)
    return type("Has" + name[0].upper() + name[1:], (Params,), {name: param})


SHARED = {
    mixin.__name__: mixin
    for mixin in map(
        _mixin,
        "labelCol featuresCol predictionCol probabilityCol rawPredictionCol weightCol thresholds "
        "validationIndicatorCol maxIter solver stepSize regParam elasticNetParam seed loss".split(),
    )
}


class _PredictorParams(SHARED["HasLabelCol"], SHARED["HasFeaturesCol"], SHARED["HasPredictionCol"]):
    pass


class JavaWrapper:
    def __init__(self, java_obj=None):
        super().__init__()
        self._java_obj = java_obj


class JavaParams(JavaWrapper, Params):
    pass


class JavaPredictor(JavaParams, _PredictorParams, typing.Generic[M]):
    pass


class JavaPredictionModel(JavaParams, _PredictorParams, typing.Generic[M]):
    pass


class JavaEvaluator(JavaParams):
    pass


class Java:
    """A name that nothing is asked of without a JVM."""

    def __class_getitem__(cls, item):
        return cls


def _install():
    modules = {
        "pyspark": {"SparkContext": type("SparkContext", (), {"_active_spark_context": None})},
        "pyspark.java_gateway": {"ensure_callback_server_started": None},
        "pyspark.sql": {"DataFrame": Java, "SparkSession": Java},
        "pyspark.sql.utils": {"is_remote": lambda: False},
        "pyspark.ml": {},
        "pyspark.ml.evaluation": dict(JavaEvaluator=JavaEvaluator),
        "pyspark.ml.linalg": dict(DenseVector=DenseVector, Vector=Vector, Vectors=Vectors),
        "pyspark.ml.param": dict(Param=Param, Params=Params, TypeConverters=TypeConverters),
        "pyspark.ml.param.shared": SHARED,
        "pyspark.ml.util": {
            name: type(name, (Java,), {})
            for name in ("JavaMLReadable", "JavaMLWritable", "JavaMLWriter")
        },
        "pyspark.ml.wrapper": dict(
            JavaPredictionModel=JavaPredictionModel,
            JavaPredictor=JavaPredictor,
            JavaWrapper=JavaWrapper,
        ),
    }
    for name, members in modules.items():
        module = types.ModuleType(name)
        module.__dict__.update(members)
        module.__path__ = []
        sys.modules[name] = module
        parent, _, last = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], last, module)


_install()
