package org.lockstep.ml.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.python.Py4JServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.lockstep.support.SharedSpark;

/**
 * The Python package with a real PySpark, which uses the session of this JVM. It is in no registry
 * that the build reaches: the tests run where {@code PYSPARK_HOME} is Spark's folder {@code python}
 * or one that has it, or where Python imports it.
 */
@Tag("spark")
class PySparkTest {
  private static final String ABSENT =
      "PySpark is not here, so the Python package is NOT tested with it; set PYSPARK_HOME to a"
          + " folder that has pyspark, and PYSPARK_PYTHON to a Python with numpy and pandas";

  private static String python = "";
  private static final Map<String, String> ENVIRONMENT = new HashMap<>();

  @BeforeAll
  static void findPySpark() {
    ENVIRONMENT.putAll(PythonProcess.environment(PythonProcess.pyspark()));
    Optional<String> found = PythonProcess.python();
    boolean isThere =
        found.isPresent()
            && PythonProcess.runs(found.get(), ENVIRONMENT, "import pandas, py4j, pyspark.ml");
    if (!isThere) {
      System.err.println("PySparkTest: " + ABSENT);
    }
    assumeTrue(isThere, ABSENT);
    python = found.orElseThrow();
  }

  @TestFactory
  List<DynamicTest> stagesWithPySparksOwnParams() throws IOException {
    List<DynamicTest> tests = PythonProcess.tests(python, ENVIRONMENT, "stages_test");

    assertThat(tests).hasSizeGreaterThan(20);
    return tests;
  }

  @TestFactory
  List<DynamicTest> stagesInASession() throws IOException {
    Py4JServer server = new Py4JServer(SharedSpark.session().sparkContext().conf());
    server.start();
    try {
      Map<String, String> environment = new HashMap<>(ENVIRONMENT);
      environment.put("PYSPARK_GATEWAY_PORT", String.valueOf(server.getListeningPort()));
      environment.put("PYSPARK_GATEWAY_SECRET", server.secret());
      // Asked for, and not read: the JVM runs already.
      environment.put("SPARK_HOME", Path.of("target").toAbsolutePath().toString());
      environment.put("LOCKSTEP_DATA", Path.of("..", "conf", "data").toAbsolutePath().toString());
      List<DynamicTest> tests = PythonProcess.tests(python, environment, "pyspark_test");

      assertThat(tests).hasSizeGreaterThan(30);
      return tests;
    } finally {
      server.shutdown();
    }
  }
}
