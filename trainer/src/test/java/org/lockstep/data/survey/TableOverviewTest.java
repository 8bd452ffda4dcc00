package org.lockstep.data.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Date;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.UserException;
import org.lockstep.data.survey.TableOverview.Entry;
import org.lockstep.data.survey.TableOverview.Kind;
import org.lockstep.data.survey.TableOverview.Levels;
import org.lockstep.settings.table.TableSettings;
import org.lockstep.support.SharedSpark;
import org.lockstep.support.Tables;

@Tag("spark")
class TableOverviewTest {
  @TempDir private static Path folder;

  private static TableOverview overview(String schema, List<Row> rows) {
    String path = Tables.write(folder.resolve("table-" + System.nanoTime()), schema, rows);
    return TableOverview.of(SharedSpark.session(), TableSettings.of(path));
  }

  @Test
  void everyColumnHasItsKindAndStatistics() {
    TableOverview table =
        overview(
            "n long, d decimal(5,2), yes boolean, v array<float>, word string, day date",
            List.of(
                RowFactory.create(
                    1L,
                    new BigDecimal("1.50"),
                    true,
                    List.of(1f, 2f),
                    "a",
                    Date.valueOf("2020-01-01")),
                RowFactory.create(2L, null, false, List.of(1f, 2f), "b", null)));

    assertThat(table.rows()).isEqualTo(2);
    assertThat(table.entries())
        .extracting(Entry::name)
        .containsExactly("n", "d", "yes", "v", "word", "day");
    assertThat(table.entries())
        .extracting(Entry::kind)
        .containsExactly(
            Kind.NUMBER, Kind.NUMBER, Kind.BOOLEAN, Kind.NUMBERS, Kind.TEXT, Kind.DATE);
    assertThat(table.entry("N").name()).isEqualTo("n");
    assertThat(table.entry("v").report().width()).isEqualTo(2);
    assertThat(table.entry("v").report().isConstant()).isTrue();
    assertThat(table.entry("d").report().missing()).isEqualTo(1);
    assertThat(table.entry("d").report().faults()).isEmpty();
    assertThat(table.entry("word").report().levels()).isEqualTo(2);
    assertThatThrownBy(() -> table.entry("wort"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("column wort does not exist")
        .hasMessageContaining("word");
  }

  @Test
  void aColumnThatDiffersBetweenFilesHasAFault() {
    Path parts = folder.resolve("parts");
    Tables.write(parts, "x double, y double", List.of(RowFactory.create(1.0, 1.0)));
    Tables.write(parts, StructType.fromDDL("y double"), List.of(RowFactory.create(2.0)), 1);

    TableOverview table =
        TableOverview.of(SharedSpark.session(), TableSettings.of(parts.toString()));

    // Spark takes the columns from one of the two files, which may be either
    assertThat(table.entries()).extracting(Entry::name).containsExactlyInAnyOrder("x", "y");
    assertThat(table.entry("y").objection()).isEmpty();
    assertThat(table.entries())
        .filteredOn(entry -> entry.name().equals("x"))
        .allSatisfy(
            x ->
                assertThat(x.report().faults())
                    .containsExactly("another type, or nothing, in some of the files"))
        .allSatisfy(x -> assertThat(x.objection().orElseThrow()).startsWith("it is absent from"));
    assertThat(table.entry("y").report().faults()).isEmpty();
  }

  @Test
  void distinctValuesAreCountedAndFractionsDetected() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      rows.add(RowFactory.create(i % 4, i % 3 + 0.0, i / 7.0, i % 2 == 0 ? "a" : null));
    }
    TableOverview table = overview("i int, whole double, fraction double, word string", rows);

    assertThat(table.levels("i")).isEqualTo(new Levels(4, true));
    assertThat(table.levels("whole")).isEqualTo(new Levels(3, true));
    assertThat(table.levels("fraction")).isEqualTo(new Levels(30, false));
    assertThat(table.levels("word")).isEqualTo(new Levels(1, true));
  }

  /** Fewer rows than are tried first, and more. */
  @ParameterizedTest(name = "{0} rows")
  @ValueSource(ints = {50, 3000})
  void uniqueWholeNumbersAreDetected(int count) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long id = (1L << 60) + i; // as doubles they are all the same
      int last = i == count - 1 ? 0 : i; // the last row repeats the first
      rows.add(RowFactory.create(id, (double) i, last, i == count - 1 ? 0.5 : i, i % 10, i + 0.25));
    }
    TableOverview table =
        overview(
            "id long, whole double, once_not int, but_one double, few int, fraction double", rows);

    assertThat(
            table.wholeAndUnique(List.of("id", "whole", "once_not", "but_one", "few", "fraction")))
        .containsExactly("id", "whole");
  }

  /** Different rows among the first, or only behind them. */
  @ParameterizedTest(name = "{0} rows that differ after {1} that do not")
  @CsvSource({"60, 0, true", "40, 0, false", "60, 1500, true", "40, 1500, false"})
  void distinctRowsAreCounted(int different, int same, boolean areFifty) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < same + different; i++) {
      rows.add(RowFactory.create(List.of(0.0, (double) Math.max(0, i - same)), i));
    }
    TableOverview table = overview("pair array<double>, i int", rows);

    assertThat(table.hasDifferentRows(List.of("pair"), 50)).isEqualTo(areFifty);
    assertThat(table.hasDifferentRows(List.of("pair", "i"), 50)).isEqualTo(same + different >= 50);
  }

  @Test
  void aTableWithoutRowsIsRefused() {
    assertThatThrownBy(() -> overview("x double", List.of()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has no rows");
  }
}
