package org.lockstep.data.leak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.Problems;
import org.lockstep.data.survey.DataReport;
import org.lockstep.encoding.Missing;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.support.Tables;

/** Planted leaks are found whatever the partitions are, and honest features are not named. */
@Tag("spark")
class LeakSearchTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final String SMALL = "spark.lockstep.smallTableBytes";
  private static final int ROWS = 600;

  @TempDir private static Path folder;

  private static final String SCHEMA =
      "honest double, strong double, skewed double, threshold double, around double, missing double,"
          + " parts array<double>, code string, city string, nearly string, day date,"
          + " level double, grade string, line double, curve double, label string, kind int,"
          + " amount double";

  private static String one;
  private static String many;

  @BeforeAll
  static void writeTables() {
    SplittableRandom random = new SplittableRandom(3);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      double x = random.nextGaussian();
      boolean yes = x > 0.7;
      int kind = x < -0.5 ? 4 : x < 0.6 ? 9 : 2;
      double amount = 1000 + 40 * x;
      double noise = random.nextGaussian();
      rows.add(
          RowFactory.create(
              noise,
              x + 0.8 * noise,
              Math.exp(3 * noise),
              Math.exp(3 * x) + 1e6,
              yes ? 0.4 * noise / (1 + Math.abs(noise)) : Math.signum(noise) * (1 + noise * noise),
              yes ? null : noise,
              List.of(noise, yes ? 1.0 : 0.0),
              yes ? "a" + i % 3 : "b" + i % 4,
              "city " + random.nextInt(30),
              "name " + (i % 2 == 0 ? i : i - 1) + yes,
              Date.valueOf(LocalDate.of(2020, 1, 1).plusDays(i % 300)),
              (double) kind,
              "grade " + kind,
              3 - amount / 7 + 0.001 * noise,
              Math.pow(amount - 1000, 2) * Math.signum(amount - 1000),
              yes ? "yes" : "no",
              kind,
              amount));
    }
    one = Tables.write(folder.resolve("one"), SCHEMA, rows);
    many = Tables.write(folder.resolve("many"), StructType.fromDDL(SCHEMA), rows, 7);
  }

  private static List<Leak> leaks(Runs runs, String label, String... features) {
    DataSettings settings =
        runs.withColumns(List.of(label), List.of(features))
            .withEncoding(runs.data().encoding().withMissing(Missing.INDICATOR))
            .data();
    Problems problems = Problems.gathered();
    DataReport report = DataReport.of(SPARK, settings, Optional.empty(), problems);
    assertThat(problems.found()).isEmpty();
    return LeakSearch.in(SPARK, settings, report);
  }

  private static List<Leak> ofYes(String table) {
    return leaks(
        Runs.classification(table),
        "label",
        "honest",
        "strong",
        "skewed",
        "threshold",
        "around",
        "missing",
        "parts",
        "code",
        "city",
        "nearly",
        "day");
  }

  @Test
  void leaksOfTwoClassesAreNamedAndNoHonestFeatureIs() {
    assertThat(ofYes(one))
        .extracting(leak -> leak.column() + leak.place())
        .containsExactly(
            "thresholdOptionalInt.empty",
            "aroundOptionalInt.empty",
            "missingOptionalInt.empty",
            "partsOptionalInt[1]",
            "codeOptionalInt.empty");
  }

  @Test
  void leaksOfSeveralClassesAreNamedAndNoHonestFeatureIs() {
    assertThat(
            leaks(
                Runs.classification(one),
                "kind",
                "honest",
                "strong",
                "threshold",
                "level",
                "grade",
                "city",
                "line"))
        .extracting(Leak::column)
        .containsExactly("threshold", "level", "grade", "line");
  }

  @Test
  void leaksOfANumberAreNamedAndNoHonestFeatureIs() {
    assertThat(
            leaks(
                Runs.regression(one),
                "amount",
                "honest",
                "strong",
                "line",
                "curve",
                "city",
                "grade",
                "day"))
        .extracting(Leak::column)
        .containsExactly("line", "curve");
  }

  @Test
  void theResultDoesNotDependOnPartitionsAndOnWhereTheRowsAreCounted() {
    List<Leak> expected = ofYes(one);
    SPARK.conf().set(SMALL, "0");
    try {
      assertThat(ofYes(many)).isEqualTo(expected);
      assertThat(ofYes(one)).isEqualTo(expected);
    } finally {
      SPARK.conf().unset(SMALL);
    }
  }

  @Test
  void aLeakIsToldWithTheSettingThatLeavesItOut() {
    Leak leak = ofYes(one).get(3);

    assertThat(leak.line("label"))
        .isEqualTo(
            "column parts, place 1 alone nearly gives the label label (AUC 1.0000): is it known"
                + " before the label is? To leave it out, list the other columns in data.features");
  }
}
