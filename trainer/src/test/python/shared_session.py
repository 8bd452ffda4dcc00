"""The Spark session of the JVM of JUnit, which started this process and waits for it."""

import os

from pyspark import SparkConf, SparkContext
from pyspark.java_gateway import launch_gateway
from pyspark.sql import SparkSession

_gateway = launch_gateway()
_jvm = _gateway.jvm
_java_context = _jvm.org.apache.spark.api.java.JavaSparkContext.fromSparkContext(
    _jvm.org.apache.spark.SparkContext.getOrCreate()
)
#: Not to be stopped: it is JUnit's.
context = SparkContext(
    gateway=_gateway,
    jsc=_java_context,
    conf=SparkConf(_jvm=_jvm, _jconf=_java_context.getConf()),
)
spark = SparkSession(
    context, _jvm.org.apache.spark.sql.SparkSession.builder().getOrCreate()
)

MEASUREMENTS = ["sepal_length", "sepal_width", "petal_length", "petal_width"]


def table(name):
    """A table of conf/data."""
    return spark.read.parquet(os.path.join(os.environ["LOCKSTEP_DATA"], name + ".parquet"))
