package org.lockstep.jobs.check;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.good;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.jobs.Run;
import org.lockstep.jobs.Workbench;

/** What init says of a table before it is trained. */
@Tag("spark")
class InitAdviceTest {
  private final Workbench bench;
  private final InitBench settings;

  InitAdviceTest(@TempDir Path folder) {
    bench = new Workbench(folder);
    settings = new InitBench(bench);
  }

  @Test
  void aFolderOfTwoTablesIsRefusedWithWhatToNameAndTrainsWhenTheyAreNamed() {
    bench.write("visits/train.parquet", good().where("row < 150").drop("outcome"));
    bench.write("visits/test.parquet", good().where("row >= 150").drop("outcome"));
    String train = bench.path("visits/train.parquet").toString();
    String test = bench.path("visits/test.parquet").toString();

    settings
        .init(bench.path("visits"))
        .isOneLineThatNames(List.of("not one table", "data.train = .*train", "data.test = .*test"));
    assertThat(settings.file()).doesNotExist();
    Run trained = bench.train(bench.path("visits"));
    trained.isOneLineThatNames(List.of("not one table", "data.test = .*test"));

    Run run = settings.init(train, "--set", "data.test=" + test);
    assertThat(run.status()).as("%s", run).isZero();
    assertThat(settings.text()).contains("output = \"runs/visits\"").contains("data.test = ");
    assertThat(settings.train().get("test").get("r2").asDouble()).isGreaterThan(0.5);
  }

  @Test
  void whatToLookAtBeforeTheTrainingIsSaidAndWrittenAndValidateSaysItToo() {
    Path table =
        bench.write(
            "odd.parquet",
            good()
                .withColumn("settled", expr("if(row % 20 = 0, age / 2, -age)"))
                .withColumn("parts", expr("array(dose, int(row % 20 = 0))"))
                .withColumn("amount", expr("string(round(weight, 2))"))
                .withColumn("age", expr("if(row % 9 = 1, null, age)"))
                .withColumn("churn", expr("if(row % 20 = 0, 'gone', 'stays')"))
                .drop("outcome", "score"));

    Run run = settings.init(table);

    assertThat(run.status()).as("%s", run).isZero();
    List<String> warnings =
        run.out().lines().filter(line -> line.startsWith("warning")).map(String::strip).toList();
    assertThat(run.out())
        .contains("label  churn: named as outcomes are, two different values, the last column")
        .contains("left out  amount: numbers as text: cast it to numbers")
        .contains("missing  in 1 of the columns, each with an input that marks it")
        .containsPattern("classes  gone \\d+, stays \\d+")
        .containsPattern(
            "hint  gone is rare, .* % of the rows, .*class-weights = balanced.* pr-auc");
    assertThat(String.join("\n", warnings))
        .contains("column settled alone nearly gives the label churn (AUC 1.0000)")
        .contains("column parts, place 1 alone nearly gives the label churn (AUC 1.0000)")
        .doesNotContain("site")
        .doesNotContain("column dose");
    assertThat(settings.text())
        .contains("# To look at before the training:", "#   column settled alone nearly gives");
    Run validated =
        Run.lockstep(
            "validate", settings.file().toString(), "--set", "output=" + bench.path("model"));
    assertThat(validated.out()).contains(warnings);
  }
}
