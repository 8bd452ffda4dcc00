package org.lockstep.data.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.UserException;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Blobs;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;

/** Files that somebody replaces between two passes are not trained on. */
@Tag("spark")
class UnstableTableTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final int ROWS = 120;

  @TempDir private Path folder;

  @BeforeEach
  void everyTableIsReadTwice() {
    SPARK.conf().set("spark.lockstep.smallTableBytes", "0");
  }

  @AfterEach
  void forgetSettings() {
    SPARK.conf().unset("spark.lockstep.smallTableBytes");
  }

  private Path write(String name, Dataset<Row> rows) {
    Path table = folder.resolve(name);
    rows.repartition(1).write().parquet(table.toString());
    return table;
  }

  private static Path onlyFile(Path table) {
    try (Stream<Path> files = Files.list(table)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In place, as a program does that does not write a new file first. */
  private static void replace(Path table, Path other) {
    try {
      Path file = onlyFile(table);
      Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
      Files.copy(onlyFile(other), file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void prepare(Path train, Validation validation, Runnable betweenThePasses) {
    DataSettings settings = Runs.classification(train.toString()).withValidation(validation).data();
    TrainingData.prepare(
            SPARK,
            settings,
            20,
            4,
            () -> {
              betweenThePasses.run();
              return 2;
            })
        .release();
  }

  @ParameterizedTest(name = "{0} rows of the other file")
  @ValueSource(ints = {90, ROWS, 150})
  void aFileThatIsReplacedBetweenTwoPassesIsRefused(int rows) {
    Path table = write("table", Blobs.table(SPARK, ROWS));
    Path other = write("other", Blobs.table(SPARK, 150).orderBy("x0").limit(rows));

    assertThatThrownBy(() -> prepare(table, new Validation.None(), () -> replace(table, other)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("the table gives other rows each time it is read: 120 rows")
        .hasMessageEndingWith("(%s); do not write to it until the training has begun", table);
  }

  @Test
  void aReplacedFileOfTheValidationTableIsRefused() {
    Path table = write("table", Blobs.table(SPARK, ROWS));
    Path validation = write("validation", Blobs.table(SPARK, 60));
    Path other = write("other", Blobs.table(SPARK, 61));

    assertThatThrownBy(
            () ->
                prepare(
                    table,
                    new Validation.Table(validation.toString()),
                    () -> replace(validation, other)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("each time it is read: 60 rows, then 61 (%s)", validation);
    assertThat(SPARK.sparkContext().getPersistentRDDs().isEmpty()).isTrue();
  }

  @Test
  void theSameRowsInAnotherOrderAreTheSameRows() {
    Path table = write("table", Blobs.table(SPARK, ROWS));
    List<Row> backwards = new java.util.ArrayList<>(Blobs.rows(ROWS));
    java.util.Collections.reverse(backwards);
    Path other = write("other", SPARK.createDataFrame(backwards, Blobs.SCHEMA));

    prepare(table, new Validation.Fraction(0.2), () -> replace(table, other));
  }
}
