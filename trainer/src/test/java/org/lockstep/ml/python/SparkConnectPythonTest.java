package org.lockstep.ml.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.connect.service.SparkConnectService;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.lockstep.ml.LockstepClassifier;
import org.lockstep.support.SharedSpark;
import scala.Option;

/**
 * The Python package as a client of Spark Connect, whose server is in this JVM. Like PySpark, its
 * client's libraries are in no registry that the build reaches.
 */
@Tag("spark")
class SparkConnectPythonTest {
  private static final String ABSENT =
      "PySpark with the libraries of Spark Connect's client (grpcio, grpcio-status,"
          + " googleapis-common-protos, pandas, pyarrow) is not here, so the Python package is NOT"
          + " tested over Spark Connect; see PySparkTest for what to set";

  private static final Path DATA = Path.of("..", "conf", "data").toAbsolutePath();

  @TestFactory
  List<DynamicTest> stagesOverSparkConnect() throws IOException {
    Map<String, String> environment =
        new HashMap<>(PythonProcess.environment(PythonProcess.pyspark()));
    // A PySpark that is not installed looks for a Spark when it is imported.
    environment.put("SPARK_HOME", Path.of("target").toAbsolutePath().toString());
    Optional<String> python = PythonProcess.python();
    boolean isThere =
        python.isPresent()
            && PythonProcess.runs(
                python.get(), environment, "import pyspark.ml, pyspark.sql.connect.session");
    if (!isThere) {
      System.err.println("SparkConnectPythonTest: " + ABSENT);
    }
    assumeTrue(isThere, ABSENT);

    SparkContext context = SharedSpark.session().sparkContext();
    int port = freePort();
    SparkEnv.get().conf().set("spark.connect.grpc.binding.port", String.valueOf(port));
    SparkConnectService.start(context);
    try {
      environment.put("SPARK_REMOTE", "sc://localhost:" + port);
      environment.put("LOCKSTEP_DATA", DATA.toString());
      environment.put("LOCKSTEP_DIGEST", digestWithoutConnect());
      List<DynamicTest> tests = PythonProcess.tests(python.get(), environment, "connect_test");

      assertThat(tests).hasSizeGreaterThan(7);
      return tests;
    } finally {
      SparkConnectService.stop(Option.empty(), Option.empty());
    }
  }

  /** The fit that {@code connect_test.py} does. */
  private static String digestWithoutConnect() {
    return new LockstepClassifier()
        .setFeaturesCols("sepal_length", "sepal_width", "petal_length", "petal_width")
        .setLabelCol("species")
        .withSetting("classWeights", Map.of("setosa", 1.0, "versicolor", 1.0, "virginica", 2.0))
        .setHiddenLayers(8)
        .setSolver("adam")
        .setStepSize(0.05)
        .setBatchSize(20)
        .setLanes(4)
        .setMaxIter(15)
        .fit(SharedSpark.session().read().parquet(DATA.resolve("iris-train.parquet").toString()))
        .digest();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
