package org.lockstep.data.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.UserException;
import org.lockstep.data.table.JavaBytes;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.MissingLabel;
import org.lockstep.encoding.Unseen;
import org.lockstep.settings.data.CategorySettings;
import org.lockstep.settings.data.ColumnSettings;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.settings.data.EncodingSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.support.Tables;

/**
 * Rows that a column marks are validated on as the same rows of a table of their own would be, and
 * refused with the same words. A small table is dealt by the driver, another one by executors.
 */
@Tag("spark")
class MarkedRowsTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final String SMALL_BYTES = "spark.lockstep.smallTableBytes";

  @TempDir private static Path folder;
  private static String table;
  private static String train;
  private static String marked;

  /** Rows to validate on have gaps and words that no row to train on has. */
  @BeforeAll
  static void writeTables() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      boolean held = i % 5 == 0;
      rows.add(
          RowFactory.create(
              held && i % 7 == 0 ? null : Math.sin(i),
              held && i % 11 == 0 ? "rare" : "word" + i % 3,
              held && i % 13 == 0 ? null : "class" + i % 2,
              held && i % 13 == 0 ? null : 0.25 * i,
              0.5 * (i % 4),
              held));
    }
    table =
        Tables.write(
            folder.resolve("table"),
            "x double, word string, label string, target double, w double, held boolean",
            rows);
    train = write("train", SPARK.read().parquet(table).where("not held"));
    marked = write("marked", SPARK.read().parquet(table).where("held"));
  }

  private static String write(String name, Dataset<Row> rows) {
    String path = folder.resolve(name).toString();
    rows.coalesce(3).write().mode("overwrite").parquet(path);
    return path;
  }

  @AfterEach
  void forgetSettings() {
    SPARK.conf().unset(SMALL_BYTES);
  }

  private static void setSmall(boolean isSmall) {
    SPARK.conf().set(SMALL_BYTES, isSmall ? "4194304" : "0");
  }

  /** Settings that leave out what cannot be read. */
  private static DataSettings settings(boolean isClassification) {
    Runs runs = isClassification ? Runs.classification(table) : Runs.regression(table);
    DataSettings data =
        runs.withColumns(List.of(isClassification ? "label" : "target"), List.of("x", "word"))
            .data();
    ColumnSettings columns = data.columns();
    return data.withColumns(
            new ColumnSettings(columns.label(), columns.features(), Optional.of("w")))
        .withTarget(data.target().withMissingLabel(MissingLabel.SKIP))
        .withEncoding(
            EncodingSettings.DEFAULT
                .withMissing(Missing.SKIP)
                .withCategories(new CategorySettings(10, 8, Unseen.SKIP, Missing.SKIP)));
  }

  private static TrainingData prepare(DataSettings settings) {
    return TrainingData.prepare(SPARK, settings, 16, 5, () -> 3);
  }

  private static DataSettings byMark(DataSettings settings, String path) {
    return settings.withTrain(path).withValidation(new Validation.Column("held"));
  }

  private static DataSettings byTable(DataSettings settings, String validation) {
    return settings.withTrain(train).withValidation(new Validation.Table(validation));
  }

  private static List<String> bytes(DealtLanes lanes) {
    return lanes.collect().stream()
        .map(lane -> HexFormat.of().formatHex(JavaBytes.of(lane)))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true", "false, false"})
  void areDealtAsTheRowsOfATableOfTheirOwn(boolean isSmall, boolean isClassification) {
    setSmall(isSmall);
    DataSettings settings = settings(isClassification);

    TrainingData one = prepare(byMark(settings, table));
    TrainingData two = prepare(byTable(settings, marked));

    assertThat(one.validation()).isNotNull();
    assertThat(two.validation()).isNotNull();
    assertThat(one.validation().plan()).isEqualTo(two.validation().plan());
    assertThat(one.validation().plan().examples()).isBetween(40L, 70L);
    assertThat(bytes(one.validation())).isEqualTo(bytes(two.validation()));
    assertThat(bytes(one.train())).isEqualTo(bytes(two.train()));
    assertThat(one.classCounts()).isEqualTo(two.classCounts());
    assertThat(one.warnings().stream().map(line -> line.replace(table, marked)))
        .containsAll(two.warnings())
        .anyMatch(line -> line.contains("lack a value"))
        .anyMatch(line -> line.contains("have no label"));
    one.release();
    two.release();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "x | double('NaN') | true",
        "x | double('infinity') | true",
        "x | cast(null as double) | true",
        "word | 'never seen' | true",
        "label | 'no class' | true",
        "label | cast(null as string) | true",
        "target | double('-infinity') | false",
        "target | cast(null as double) | false",
        "w | -1.0D | true",
        "w | cast(null as double) | true",
        "w | 0.0D | true",
      })
  void areRefusedWithTheWordsForATableOfTheirOwn(
      String column, String value, boolean isClassification) {
    DataSettings settings =
        settings(isClassification)
            .withTarget(settings(isClassification).target().withMissingLabel(MissingLabel.ERROR))
            .withEncoding(EncodingSettings.DEFAULT);
    String wrong =
        write(
            "wrong",
            SPARK
                .read()
                .parquet(table)
                .where("not held or (x is not null and label is not null and word <> 'rare')")
                .withColumn(column, functions.expr("if(held, %s, %s)".formatted(value, column))));
    String own = write("own", SPARK.read().parquet(wrong).where("held"));
    for (boolean isSmall : new boolean[] {true, false}) {
      setSmall(isSmall);
      String expected = messageOf(byTable(settings, own)).replace(own, wrong);

      assertThat(messageOf(byMark(settings, wrong))).isEqualTo(expected);
    }
  }

  private static String messageOf(DataSettings settings) {
    Throwable[] thrown = new Throwable[1];
    assertThatThrownBy(() -> prepare(settings))
        .isInstanceOf(UserException.class)
        .satisfies(e -> thrown[0] = e);
    return String.valueOf(thrown[0].getMessage());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void mustBeSomeAndEachRowMustBeMarkedOrNot(boolean isSmall) {
    setSmall(isSmall);
    DataSettings settings = settings(true);
    Dataset<Row> rows = SPARK.read().parquet(table);
    String none = write("none", rows.withColumn("held", functions.lit(false)));
    String unsure =
        write("unsure", rows.withColumn("held", functions.expr("if(w = 0, null, held)")));

    assertThat(messageOf(byMark(settings, none))).contains("has no rows");
    assertThat(messageOf(byMark(settings, unsure)))
        .contains("validation column held has missing values (null) in 100 rows");
  }

  @Test
  void allRowsThatLackAValueLeaveNothingToValidateOn() {
    setSmall(false);
    String empty =
        write(
            "empty",
            SPARK.read().parquet(table).withColumn("x", functions.expr("if(held, null, x)")));

    assertThat(messageOf(byMark(settings(true), empty)))
        .contains("has no rows, since 80 that lack a value are left out");
  }
}
