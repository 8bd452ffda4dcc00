package org.lockstep.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Networks get as good as scikit-learn's with the same layers, optimizer, batch and epochs: the
 * mean of five seeds against theirs, less one standard deviation. make-scores.py made theirs.
 */
@Tag("spark")
class PeerScoresTest {
  private static final Path DATA = Path.of("../conf/data").toAbsolutePath().normalize();
  private static final int EVERY = 5;

  private final Path folder;

  PeerScoresTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** A data set, and how it was learnt. */
  private record Case(JsonNode json) {
    String name() {
      return json.get("name").asText();
    }

    boolean isOfNumbers() {
      return name().equals("diabetes");
    }

    DescriptiveStatistics scores() {
      DescriptiveStatistics scores = new DescriptiveStatistics();
      json.get("scores").forEach(score -> scores.addValue(score.asDouble()));
      return scores;
    }

    @Override
    public String toString() {
      return name();
    }
  }

  static Stream<Case> cases() throws IOException {
    try (InputStream in = PeerScoresTest.class.getResourceAsStream("/peers/scores.json")) {
      return StreamSupport.stream(new ObjectMapper().readTree(in).spliterator(), false)
          .map(Case::new);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theMeanOfFiveSeedsIsNoWorseThanScikitLearns(Case set) throws IOException {
    Path settings = settings(set);
    DescriptiveStatistics ours = new DescriptiveStatistics();
    for (int seed = 1; seed <= set.scores().getN(); seed++) {
      Run run =
          Run.lockstep("train", settings.toString(), "--json", "--set", "training.seed=" + seed);
      JsonNode validation = run.json().get("validation");
      ours.addValue(validation.get(set.isOfNumbers() ? "r2" : "accuracy").asDouble());
    }

    DescriptiveStatistics theirs = set.scores();
    assertThat(ours.getMean())
        .as("ours %s, theirs %s", ours.getMean(), theirs.getMean())
        .isGreaterThanOrEqualTo(theirs.getMean() - theirs.getStandardDeviation());
  }

  private Path settings(Case set) throws IOException {
    String label = set.isOfNumbers() ? "progression" : "label";
    if (set.json().has("x")) {
      write(set, "train");
      write(set, "test");
    }
    Path tables = set.json().has("x") ? folder : DATA;
    return Files.writeString(
        folder.resolve("run.conf"),
        """
        data { train = "%s/%s-train.parquet", validation = "%s/%s-test.parquet", label = %s }
        network { hidden = %s, activation = %s }
        training {
          task = %s, batch-size = %s, epochs = %s
          optimizer.type = adam, checkpoint.every-epochs = null
        }
        output = "%s"
        overwrite = true
        """
            .formatted(
                tables,
                set.name(),
                tables,
                set.name(),
                label,
                set.json().get("hidden"),
                set.json().get("activation").asText(),
                set.isOfNumbers() ? "regression" : "classification",
                set.json().get("batch"),
                set.json().get("epochs"),
                folder.resolve("model")));
  }

  /** Writes the training rows, or every fifth, which is a test row. */
  private void write(Case set, String part) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < set.json().get("y").size(); i++) {
      if ((i % EVERY == EVERY - 1) == part.equals("test")) {
        List<Double> x = new ArrayList<>();
        set.json().get("x").get(i).forEach(value -> x.add(value.asDouble()));
        rows.add(RowFactory.create(x, set.json().get("y").get(i).asInt()));
      }
    }
    SharedSpark.session()
        .createDataFrame(rows, StructType.fromDDL("x array<double>, label int"))
        .write()
        .parquet(folder.resolve("%s-%s.parquet".formatted(set.name(), part)).toString());
  }
}
