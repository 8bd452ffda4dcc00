package org.lockstep.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of the repository reach the results in conf/README.md. */
@Tag("spark")
class ShippedExamplesTest {
  /** Maven runs the tests of a module in its folder. */
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final double LEAST_ACCURACY = 0.955;
  private static final double LEAST_ACCURACY_OF_PENGUINS = 0.98;
  private static final double MOST_OVER_LEAST_SQUARES = 1.03;

  private final Path folder;

  ShippedExamplesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private JsonNode train(String example, String... settings) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("train", ROOT.resolve("conf/" + example + ".conf").toString()));
    List<String> all = new ArrayList<>(Arrays.asList(settings));
    all.add("data.train=" + data(example + "-train"));
    all.add("data.validation=" + data(example + "-test"));
    all.add("output=" + folder.resolve("model-" + System.nanoTime()));
    all.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    arguments.add("--json");
    return Run.lockstep(arguments.toArray(String[]::new)).json();
  }

  private static String data(String name) {
    return ROOT.resolve("conf/data/" + name + ".parquet").toString();
  }

  @Test
  void theDigitsExampleReachesItsAccuracy() {
    JsonNode result = train("digits");

    assertThat(result.get("validation").get("accuracy").asDouble())
        .isGreaterThanOrEqualTo(LEAST_ACCURACY);
  }

  /** By plain loops here: this JVM has no Vector API. */
  @Test
  void theDigitsHaveTheDigestOfTheReadmeOnEveryProcessorByThePortableKernel() throws IOException {
    Matcher shown =
        Pattern.compile("training\\.kernel=portable .*\\s+\\.\\.\\.\\s+digest +(\\w{64})")
            .matcher(Files.readString(ROOT.resolve("README.md")));
    assertThat(shown.find()).isTrue();

    JsonNode result = train("digits", "training.kernel=portable");

    assertThat(result.get("digest").asText()).isEqualTo(shown.group(1));
  }

  @Test
  void thePenguinsExampleReachesItsAccuracyDespiteMissingValues() {
    JsonNode result = train("penguins");

    assertThat(result.get("validation").get("accuracy").asDouble())
        .isGreaterThanOrEqualTo(LEAST_ACCURACY_OF_PENGUINS);
  }

  @ParameterizedTest(name = "{0} partitions")
  @ValueSource(ints = {1, 3, 7, 16})
  void digitsAreTheSameModelOnAnyNumberOfPartitions(int partitions) {
    String expected = digest("training.partitions=2");

    assertThat(digest("training.partitions=" + partitions)).isEqualTo(expected);
  }

  private String digest(String setting) {
    return train("digits", "training.epochs=2", setting).get("digest").asText();
  }

  @Test
  void theDiabetesExampleIsAsGoodAsLeastSquares() {
    double leastSquares = rmseOfLeastSquares();

    JsonNode result = train("diabetes");

    assertThat(result.get("validation").get("rmse").asDouble())
        .as("root mean squared error, by least squares %s", leastSquares)
        .isLessThanOrEqualTo(leastSquares * MOST_OVER_LEAST_SQUARES);
  }

  /** The value of the least-squares linear model on the test rows. */
  private static double rmseOfLeastSquares() {
    SparkSession spark = SharedSpark.session();
    Table train = Table.of(spark.read().parquet(data("diabetes-train")));
    Table test = Table.of(spark.read().parquet(data("diabetes-test")));
    OLSMultipleLinearRegression regression = new OLSMultipleLinearRegression();
    regression.newSampleData(train.y, train.x);
    double[] beta = regression.estimateRegressionParameters();
    double squares = 0;
    for (int row = 0; row < test.y.length; row++) {
      double predicted = beta[0];
      for (int c = 0; c < test.x[row].length; c++) {
        predicted += beta[c + 1] * test.x[row][c];
      }
      squares += (test.y[row] - predicted) * (test.y[row] - predicted);
    }
    return Math.sqrt(squares / test.y.length);
  }

  private static final class Table {
    final double[][] x;
    final double[] y;

    private Table(double[][] x, double[] y) {
      this.x = x;
      this.y = y;
    }

    static Table of(Dataset<Row> data) {
      String[] features =
          Arrays.stream(data.columns())
              .filter(c -> !c.equals("progression"))
              .toArray(String[]::new);
      List<Row> rows =
          data.select(
                  functions.array(
                      Arrays.stream(features)
                          .map(c -> functions.col(c).cast("double"))
                          .toArray(org.apache.spark.sql.Column[]::new)),
                  functions.col("progression").cast("double"))
              .collectAsList();
      double[][] x = new double[rows.size()][];
      double[] y = new double[rows.size()];
      for (int i = 0; i < rows.size(); i++) {
        x[i] = rows.get(i).<Double>getList(0).stream().mapToDouble(Double::doubleValue).toArray();
        y[i] = rows.get(i).getDouble(1);
      }
      return new Table(x, y);
    }
  }
}
