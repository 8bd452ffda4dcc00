"""Runs the tests of modules and writes a line for each: its name, how it ended and why."""

import importlib
import sys
import unittest


class Lines(unittest.TestResult):
    def __init__(self, file):
        super().__init__()
        self.file = file

    def line(self, test, end, reason=""):
        name = "%s.%s" % (type(test).__name__, test._testMethodName)
        text = reason.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "    ")
        self.file.write("%s\t%s\t%s\n" % (name, end, text))
        self.file.flush()

    def addSuccess(self, test):
        self.line(test, "passed")

    def addSkip(self, test, reason):
        self.line(test, "skipped", reason)

    def addFailure(self, test, err):
        self.line(test, "failed", self._exc_info_to_string(err, test))

    addError = addFailure

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self.line(test, "failed", "%s\n%s" % (subtest, self._exc_info_to_string(err, test)))
        super().addSubTest(test, subtest, err)


if __name__ == "__main__":
    with open(sys.argv[1], "w", encoding="utf-8") as results:
        for module in sys.argv[2:]:
            loaded = unittest.defaultTestLoader.loadTestsFromModule(importlib.import_module(module))
            loaded.run(Lines(results))
