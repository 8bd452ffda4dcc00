package org.lockstep.jobs;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.good;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Labels that differ only in invisible characters are printed differently. */
@Tag("spark")
class ShownLabelsTest {
  private static final String[] TASK = {"training.task=classification", "data.label=name"};

  private final Workbench bench;

  ShownLabelsTest(@TempDir Path folder) {
    bench = new Workbench(folder);
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'yes', 'yes ', ' yes' | yes | \\\"yes \\\" | \\\" yes\\\"",
        "'', ' ', 'no' | no | \\\"\\\" | \\\" \\\"",
        "'a', 'a\\t', 'a\\u200b' | a | \\\"a\\\\t\\\" | \\\"a\\\\u200b\\\"",
        "'cop', 'c\\u043ep', 'cop\\u00a0' | cop | \\\"c\\\\u043ep\\\" | \\\"cop\\\\u00a0\\\"",
        "'1', 'null', 'one' | one | \\\"1\\\" | \\\"null\\\""
      })
  void ambiguousLabelsAreQuoted(String words, String first, String second, String third) {
    Path table =
        bench.write(
            "table.parquet",
            good()
                .withColumn("name", expr("element_at(array(%s), row %% 3 + 1)".formatted(words))));
    List<String> shown = List.of(first, unescaped(second), unescaped(third));
    String model = bench.path("model").toString();

    bench.train(table, TASK).json();

    Run evaluated = Run.lockstep("evaluate", model, table.toString());
    Run inspected = Run.lockstep("inspect", model);
    for (String label : shown) {
      assertThat(evaluated.out())
          .containsPattern("(?m)^" + Pattern.quote(label) + " +\\d\\.\\d{4}")
          .containsPattern("(?m)^" + Pattern.quote(label) + "( +\\d+){3}$");
      assertThat(inspected.out()).contains(label);
    }
    Run validated =
        Run.lockstep(
            "validate",
            bench.settings().toString(),
            "--set",
            "data.train=" + table,
            "--set",
            "output=" + bench.path("other"),
            "--set",
            TASK[0],
            "--set",
            TASK[1]);
    for (String label : shown) {
      assertThat(validated.out()).containsPattern("\\Q" + label + "\\E 6[67]");
    }
  }

  private static String unescaped(String text) {
    return text.replace("\\\"", "\"").replace("\\\\", "\\");
  }

  @Test
  void anUnknownLabelIsDistinguishableFromKnownLabelsInTheMessage() {
    Path known =
        bench.write("known.parquet", good().withColumn("name", expr("if(row < 90, 'yes', 'no')")));
    Path blank =
        bench.write("blank.parquet", good().withColumn("name", expr("if(row < 90, 'yes ', 'no')")));
    Path words =
        bench.write("words.parquet", good().withColumn("outcome", expr("string(outcome)")));
    String model = bench.path("model").toString();
    bench.train(known, TASK).json();

    Run.lockstep("evaluate", model, blank.toString())
        .isOneLineThatNames(List.of("has \"yes \" in 90 rows", "2 classes \\[no, yes]"));

    bench
        .train(
            bench.write("good.parquet", good()),
            "training.task=classification",
            "data.label=outcome",
            "overwrite=true")
        .json();
    Run.lockstep("evaluate", model, words.toString())
        .isOneLineThatNames(List.of("has \"0\" in", "3 classes \\[0, 1, 2]"));
  }
}
