package org.lockstep.jobs.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.jobs.Run;
import org.lockstep.jobs.SharedSpark;
import org.lockstep.jobs.Workbench;

/** Tables of hashed texts, as sparse vectors. */
@Tag("spark")
class InitOfVectorsTest {
  private static final int WIDTH = 1 << 18;

  private final Workbench bench;
  private final InitBench settings;

  InitOfVectorsTest(@TempDir Path folder) {
    bench = new Workbench(folder);
    settings = new InitBench(bench);
  }

  @Test
  void allNumbersOfAVectorAreCountedAndItsWeightsMoveByThoseThatOccur() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      int[] words = {i % 3, 3 + i % 17, 1000 + i * 31, WIDTH - 1 - i % 29};
      rows.add(
          RowFactory.create(
              Vectors.sparse(WIDTH, words, new double[] {2, 1, 1, 1}), i % 7 * 0.5, "k" + i % 3));
    }
    StructType schema =
        new StructType()
            .add("text", SQLDataTypes.VectorType())
            .add("age", DataTypes.DoubleType)
            .add("kind", DataTypes.StringType);
    Path table = bench.write("texts.parquet", SharedSpark.session().createDataFrame(rows, schema));

    Run run = settings.init(table, "--label", "kind");

    assertThat(run.status()).as("%s", run).isZero();
    assertThat(run.out()).contains("features  2 columns, 262,145 inputs").doesNotContain("warning");
    assertThat(settings.text())
        .contains("For 120 rows and 262,145 inputs: most of them 0")
        .contains("optimizer { type = adagrad")
        .contains("training.optimizer.learning-rate = {")
        .doesNotContain("weight-decay", "number-embedding");
    Run validated = Run.lockstep("validate", settings.file().toString());
    assertThat(validated.out()).contains("features  2 columns, 262,145 inputs");
    assertThat(settings.train().get("validation").get("accuracy").asDouble()).isGreaterThan(0.9);
  }
}
