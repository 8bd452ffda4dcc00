package org.lockstep.data.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.Problems;
import org.lockstep.UserException;
import org.lockstep.data.lane.TrainingData;
import org.lockstep.encoding.Task;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.support.Tables;

@Tag("spark")
class DataReportTest {
  private static final String SCHEMA =
      "age double, dose double, pixels array<double>, site string, outcome int, score double";

  @TempDir private static Path folder;

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      rows.add(RowFactory.create(20.0 + i, 5.0, List.of(0.0, (double) i), "north", i % 3, i * 1.5));
    }
    return rows;
  }

  /** The rows with another value in one place. */
  private static void set(List<Row> rows, int row, int column, Object value) {
    Object[] values = new Object[rows.get(row).length()];
    Arrays.setAll(values, c -> c == column ? value : rows.get(row).get(c));
    rows.set(row, RowFactory.create(values));
  }

  private static String write(List<Row> rows) {
    return Tables.write(folder.resolve("table-" + System.nanoTime()), SCHEMA, rows);
  }

  private static DataSettings settings(
      String table, Validation validation, Task task, String label, String... features) {
    Runs runs = task == Task.CLASSIFICATION ? Runs.classification(table) : Runs.regression(table);
    return runs.withColumns(List.of(label), List.of(features)).withValidation(validation).data();
  }

  private static DataReport report(DataSettings settings, Problems problems) {
    return DataReport.of(SharedSpark.session(), settings, Optional.empty(), problems);
  }

  @Test
  void aValidTableIsReportedWithStatisticsClassesAndEncoding() {
    DataSettings settings =
        settings(
            write(rows()),
            new Validation.None(),
            Task.CLASSIFICATION,
            "outcome",
            "age",
            "dose",
            "pixels");
    Problems problems = Problems.gathered();

    DataReport report = report(settings, problems);

    assertThat(problems.found()).isEmpty();
    assertThat(report.rows()).isEqualTo(12);
    assertThat(report.classes()).isEqualTo(Map.of(0L, 4L, 1L, 4L, 2L, 4L));
    assertThat(report.labels()).singleElement().hasFieldOrPropertyWithValue("type", "int");
    ColumnReport age = report.features().get(0);
    assertThat(age.spread())
        .isEqualTo(new ColumnReport.Spread(12, 20, 31, 25.5, Math.sqrt(143.0 / 12)));
    assertThat(report.features().get(1).isConstant()).isTrue();
    assertThat(report.features().get(2).width()).isEqualTo(2);
    assertThat(report.features().get(2).isConstant()).isFalse();
    assertThat(report.warnings())
        .containsExactly("column dose is constant: it cannot help to learn");
    assertThat(report.floatsAnExample()).isEqualTo(1 + 1 + 2 + 1);
    TrainingData trained = TrainingData.prepare(SharedSpark.session(), settings, 4, 2, () -> 1);
    assertThat(report.encoding()).hasValue(trained.encoding());
    assertThat(report.warnings()).isEqualTo(trained.warnings());
    trained.release();
  }

  @Test
  void aValidationFractionCountsTheRowsOfBothParts() {
    DataSettings settings =
        settings(
            write(rows()), new Validation.Fraction(0.3), Task.REGRESSION, "score", "age", "dose");

    DataReport report = report(settings, Problems.thrown());

    TrainingData trained = TrainingData.prepare(SharedSpark.session(), settings, 4, 2, () -> 1);
    assertThat(report.examples()).isEqualTo(trained.train().plan().examples()).isBetween(1L, 11L);
    assertThat(report.validationExamples()).isEqualTo(12 - report.examples());
    assertThat(report.labels().get(0).spread().count()).isEqualTo(report.examples());
    trained.release();
  }

  @Test
  void allProblemsAreFoundInOnePass() {
    List<Row> rows = rows();
    set(rows, 1, 0, null);
    set(rows, 2, 0, null);
    set(rows, 3, 0, Double.NaN);
    set(rows, 4, 1, Double.POSITIVE_INFINITY);
    set(rows, 5, 2, List.of(1.0));
    set(rows, 6, 4, null);
    String table = write(rows);
    List<Row> others = rows();
    set(others, 0, 1, Double.NaN);
    String validation = write(others);
    DataSettings settings =
        settings(
            table,
            new Validation.Table(validation),
            Task.CLASSIFICATION,
            "outcome",
            "age",
            "dose",
            "pixels",
            "site",
            "wieght");
    Problems problems = Problems.gathered();

    DataReport report = report(settings, problems);

    String drop = "; set data.missing = mean, indicator or skip, or drop these rows or the column";
    List<String> lines = problems.found().stream().map(Throwable::getMessage).toList();
    assertThat(lines)
        .hasSize(7)
        .contains(
            "column age has missing values (null) in 2 places (%s)".formatted(table) + drop,
            "column age has NaN in 1 place (%s)".formatted(table) + drop,
            "column dose has infinities in 1 place (%s); replace or drop these values"
                .formatted(table),
            "column pixels has rows of different lengths: 1 values in 1 rows, 2 values in 11 rows"
                + " (%s); bring all rows to one length".formatted(table),
            "label column outcome has missing values (null) in 1 row (%s);".formatted(table)
                + " set data.missing-label = skip, or drop these rows",
            "column dose has NaN in 1 place (%s)".formatted(validation) + drop)
        .anySatisfy(line -> assertThat(line).contains("column wieght does not exist"));
    assertThat(report.encoding()).isEmpty();
    assertThat(report.features().get(0))
        .hasFieldOrPropertyWithValue("missing", 2L)
        .hasFieldOrPropertyWithValue("nan", 1L);
    assertThatThrownBy(() -> report(settings, Problems.thrown()))
        .isInstanceOf(UserException.class)
        .hasMessage(lines.get(0));
  }

  @Test
  void problemsOfTheEncodingAreFoundOnceTheColumnsAreValid() {
    List<Row> rows = rows();
    set(rows, 1, 0, 1e300);
    set(rows, 2, 1, -1e300);
    String table = write(rows);
    Problems problems = Problems.gathered();

    report(
        settings(table, new Validation.None(), Task.REGRESSION, "score", "age", "dose"), problems);

    assertThat(problems.found())
        .extracting(Throwable::getMessage)
        .containsExactly(
            "column age holds 1.0E300, too large for scaling = standard (%s); divide the column first"
                .formatted(table),
            "column dose holds 1.0E300, too large for scaling = standard (%s); divide the column first"
                .formatted(table));
  }

  @Test
  void theStatisticsOfAnArrayCoverAllItsElements() {
    ColumnReport pair =
        new ColumnReport(
            "pair",
            "array<double>",
            new ColumnReport.InvalidValues(0, 0, 0),
            List.of(),
            0,
            ColumnReport.Numbers.of(
                List.of(
                    new ColumnReport.Spread(2, 1, 3, 2, 1), // 1 and 3
                    new ColumnReport.Spread(2, 5, 7, 6, 1)))); // 5 and 7

    assertThat(pair.spread()).isEqualTo(new ColumnReport.Spread(4, 1, 7, 4, Math.sqrt(5)));
  }
}
