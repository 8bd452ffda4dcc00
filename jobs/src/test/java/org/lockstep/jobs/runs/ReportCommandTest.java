package org.lockstep.jobs.runs;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.CLASSIFICATION;
import static org.lockstep.jobs.Workbench.good;
import static org.lockstep.jobs.Workbench.with;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.jobs.Run;
import org.lockstep.jobs.Workbench;

@Tag("spark")
class ReportCommandTest {
  private static final String[] SHORT = {"training.epochs=3", "data.validation=0.25"};

  private final Workbench bench;

  ReportCommandTest(@TempDir Path folder) {
    bench = new Workbench(folder);
  }

  private String page(Run run, Path file) throws IOException {
    assertThat(run.status()).as("%s", run).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isEqualTo("report  %s%n".formatted(file));
    return Files.readString(file);
  }

  @Test
  void aFinishedRunIsReportedInItsFolderWithItsDigest() throws IOException {
    Path table = bench.write("good.parquet", good());
    String digest = bench.train(table, with(CLASSIFICATION, SHORT)).json().get("digest").asText();
    TreeMap<String, String> before = bench.listing();
    Path model = bench.path("model");

    String page = page(Run.lockstep("report", model.toString()), model.resolve("report.html"));

    assertThat(page)
        .contains("<h1>model</h1>")
        .contains("<code>%s</code>".formatted(digest))
        .contains("Validation accuracy", "Learning rate", "Gradient norm", "Where the time goes")
        .contains("lockstep report %s --data TABLE.parquet".formatted(model));
    TreeMap<String, String> after = bench.listing();
    assertThat(after.remove("model/report.html")).isNotNull();
    assertThat(after).as("nothing else is written").isEqualTo(before);
  }

  @Test
  void withDataTheReportHasTheConfusionMatrix() throws IOException {
    Path table = bench.write("good.parquet", good());
    bench.train(table, with(CLASSIFICATION, SHORT)).json();
    Path file = bench.path("page.html");

    String page =
        page(
            Run.lockstep(
                "report",
                bench.path("model").toString(),
                "--data",
                table.toString(),
                "--output",
                file.toString()),
            file);

    assertThat(page).contains("A row per actual class", "roc-auc", "200 examples");
  }

  @Test
  void withDataTheResidualsOfARegressionAreDrawn() throws IOException {
    Path table = bench.write("good.parquet", good());
    bench.train(table, SHORT).json();

    String page =
        page(
            Run.lockstep("report", bench.path("model").toString(), "--data", table.toString()),
            bench.path("model").resolve("report.html"));

    assertThat(page).contains("Residuals of score", "200 examples, drawn by a hash", "rmse");
    assertThat(page.split("class=\"speck\"", -1)).hasSize(1 + 200);
  }

  @Test
  void severalRunsAreComparedAndEqualModelsNamed() throws IOException {
    Path table = bench.write("good.parquet", good());
    bench.train(table, SHORT).json();
    bench
        .train(table, with(SHORT, "output=" + bench.path("again"), "training.partitions=1"))
        .json();
    bench.train(table, with(SHORT, "output=" + bench.path("other"), "training.seed=2")).json();
    Path file = bench.path("all.html");

    String page =
        page(
            Run.lockstep(
                "report",
                bench.path("model").toString(),
                bench.path("again").toString(),
                bench.path("other").toString(),
                "--output",
                file.toString()),
            file);

    assertThat(page)
        .contains("3 runs compared")
        .contains("Bit for bit the same model: model, again.")
        .contains("training.<wbr/>partitions", "training.<wbr/>seed");
  }

  @Test
  void theReportOfAnUnfinishedRunHasNothingOfAnEarlierModel() throws IOException {
    Path table = bench.write("good.parquet", good());
    bench.train(table, SHORT).json();
    Path model = bench.path("model");
    Files.move(model.resolve("settings.conf"), model.resolve("unfinished.conf"));

    String page = page(Run.lockstep("report", model.toString()), model.resolve("report.html"));

    assertThat(page).contains("unfinished: 3 of 3 epochs begun", "Gradient norm");
    assertThat(page).contains("none yet").doesNotContain("Versions and machine");
  }

  @Test
  void userErrorsAreOneLineAndNothingIsWritten() throws IOException {
    Path table = bench.write("good.parquet", good());
    bench.train(table, SHORT).json();
    Path without = bench.write("without.parquet", good().drop("score").withColumn("x", lit(1)));
    String model = bench.path("model").toString();
    Files.createDirectories(bench.path("folder.html"));
    TreeMap<String, String> before = bench.listing();

    Run.lockstep("report", bench.path("nothing").toString())
        .isOneLineThatNames(List.of("there is no run at .*nothing", "lockstep train"));
    Run.lockstep("report", model, "--output", bench.path("model/settings.conf").toString())
        .isOneLineThatNames(List.of("settings.conf is not the name of an HTML file", "\\.html"));
    Run.lockstep("report", model, "--output", bench.path("folder.html").toString())
        .isOneLineThatNames(List.of("folder.html is a folder", "name a file"));
    Run.lockstep("report", model, "--data", without.toString())
        .isOneLineThatNames(List.of("column score does not exist"));
    Run.lockstep("report").isOneLineThatNames(List.of("RUN"));

    assertThat(bench.listing()).isEqualTo(before);
  }
}
