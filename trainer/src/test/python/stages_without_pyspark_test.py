"""The tests of stages_test with a stand-in for PySpark."""

import stand_in  # noqa: F401  before what imports PySpark

from stages_test import ConversionTest, EvaluatorTest, ParametersTest, SessionTest, SignatureTest

__all__ = ["ConversionTest", "EvaluatorTest", "ParametersTest", "SessionTest", "SignatureTest"]
