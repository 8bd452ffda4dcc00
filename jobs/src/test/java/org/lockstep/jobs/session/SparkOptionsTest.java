package org.lockstep.jobs.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.good;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.jobs.Run;
import org.lockstep.jobs.Workbench;

/** The option --set of commands that read no settings file. */
@Tag("spark")
class SparkOptionsTest {
  private final Workbench bench;

  SparkOptionsTest(@TempDir Path folder) {
    bench = new Workbench(folder);
  }

  private Run run(String command, String... settings) {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    words.replaceAll(
        word ->
            switch (word) {
              case "MODEL", "TABLE", "OUT", "OUT.onnx", "OUT.conf", "OUT.html", "." ->
                  bench.path(word).toString();
              default -> word;
            });
    for (String setting : settings) {
      words.addAll(List.of("--set", setting));
    }
    return Run.lockstep(words.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "predict MODEL TABLE --output OUT | training.epochs=3 | training.epochs has no effect",
        "predict MODEL TABLE --output OUT | data.label=x | data.label has no effect on predict",
        "predict MODEL TABLE --output OUT | data.missing=skip | data.missing has no effect",
        "predict MODEL TABLE --output OUT | data.categories.unseen=skip | has no effect",
        "predict MODEL TABLE --output OUT | output=x | output has no effect on predict",
        "predict MODEL TABLE --output OUT | sparc.master=x | no setting sparc.*nearest is",
        "evaluate MODEL TABLE | data.train=x | data.train has no effect.*data.weight",
        "evaluate MODEL TABLE | data.wieght=x | no setting data.wieght.*nearest is data.weight",
        "export MODEL --output OUT.onnx | data.weight=x | data.weight has no effect on export",
        "export MODEL --output OUT.onnx | nonsense | override is no setting",
        "init TABLE --output OUT.conf | data.train=x | data.train has no effect on init",
        "init TABLE --output OUT.conf | training.epochs=3 | training.epochs has no effect on init",
        "init TABLE --output OUT.conf | data.scalling=x | nearest is data.scaling",
        "init TABLE --label outcome --output OUT.conf | data.scaling=x | data.scaling is x",
        "inspect MODEL | data.weight=x | data.weight has no effect on inspect",
        "report MODEL --output OUT.html | seed=x | no setting seed",
        "runs . | training.seed=1 | training.seed has no effect on runs",
        "doctor | data.weight=x | data.weight has no effect on doctor",
      })
  void aSettingThatTheCommandDoesNotUseIsAnError(String command, String setting, String pattern) {
    bench.write("TABLE", good());

    run(command, setting).isOneLineThatNames(List.of(pattern, setting.replaceFirst("=.*", "")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"spark.executor.memory=2g", "spark.\"spark.executor.memory\"=2g"})
  void optionsGivenToInitAreWrittenForTheTraining(String ofSpark) throws IOException {
    bench.write("TABLE", good());

    Run init =
        run(
            "init TABLE --output OUT.conf",
            "data.label=score",
            "data.scaling=min-max",
            "data.features=[age,dose]",
            "data.weight=weight",
            "spark.my.password=sesame",
            ofSpark);

    assertThat(init.status()).as("%s", init).isZero();
    assertThat(init.out()).contains("label  score");
    assertThat(Files.readString(bench.path("OUT.conf")))
        .contains("data.scaling = \"min-max\"", "spark.executor.memory = \"2g\"")
        .contains("data.features = [\"age\",\"dose\"]", "# A secret", "spark.my.password")
        .doesNotContain("sesame");
    Run training =
        run(
            "train OUT.conf --json".replace("OUT.conf", bench.path("OUT.conf").toString()),
            "output=" + bench.path("MODEL"),
            "training.epochs=1");
    assertThat(training.json().get("loss").isNumber()).isTrue();
    assertThat(bench.path("MODEL/settings.conf")).content().contains("memory=\"2g\"");
  }

  @Test
  void theWeightOfEvaluateIsTheSameByOptionAndBySetting() {
    Path table = bench.write("TABLE", good());
    bench.train(table, "training.epochs=1", "output=" + bench.path("MODEL")).json();

    String bySetting = run("evaluate MODEL TABLE --json", "data.weight=weight").out();

    assertThat(bySetting).isEqualTo(run("evaluate MODEL TABLE --json --weight weight").out());
    assertThat(bySetting).isNotEqualTo(run("evaluate MODEL TABLE --json").out());
  }
}
