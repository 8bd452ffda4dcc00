package org.lockstep.data.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.encoding.Scaling;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.support.Tables;

/** How often a table is read that is not small: counted by the rows that Spark's tasks read. */
@Tag("spark")
class TableScansTest {
  private static final String SMALL_BYTES = "spark.lockstep.smallTableBytes";
  private static final int ROWS = 200;
  private static final int VALIDATION_ROWS = 70;

  @TempDir private static Path folder;
  private static String train;
  private static String validation;

  @BeforeAll
  static void writeTables() {
    train = write("train", ROWS);
    validation = write("validation", VALIDATION_ROWS);
    SharedSpark.session().conf().set(SMALL_BYTES, "0");
  }

  @AfterAll
  static void forgetSettings() {
    SharedSpark.session().conf().unset(SMALL_BYTES);
  }

  private static String write(String name, int rows) {
    List<Row> table = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      table.add(RowFactory.create(i * 0.5, Math.sin(i), -i * 1.0, i % 4 == 0));
    }
    return Tables.write(
        folder.resolve(name), "x0 double, x1 double, y double, held boolean", table);
  }

  @Test
  void aTableIsReadTwiceToSurveyAndToDeal() throws Exception {
    assertThat(rowsRead(new Validation.None())).isEqualTo(2L * ROWS);
  }

  @Test
  void aValidationFractionIsDealtInTheSamePass() throws Exception {
    assertThat(rowsRead(new Validation.Fraction(0.3))).isEqualTo(2L * ROWS);
  }

  @Test
  void aValidationTableIsReadAsOftenAsTheTrainingTable() throws Exception {
    assertThat(rowsRead(new Validation.Table(validation)))
        .isEqualTo(2L * ROWS + 2L * VALIDATION_ROWS);
  }

  @Test
  void aTableWithAValidationColumnIsReadTwice() throws Exception {
    assertThat(rowsRead(new Validation.Column("held"))).isEqualTo(2L * ROWS);
  }

  @Test
  void quantilesOfTheColumnsAreFoundWithoutAnotherPass() throws Exception {
    assertThat(rowsRead(new Validation.Fraction(0.3), Scaling.ROBUST)).isEqualTo(2L * ROWS);
  }

  private static long rowsRead(Validation split) throws Exception {
    return rowsRead(split, Scaling.STANDARD);
  }

  private static long rowsRead(Validation split, Scaling scaling) throws Exception {
    SparkContext spark = SharedSpark.session().sparkContext();
    AtomicLong rows = new AtomicLong();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onTaskEnd(SparkListenerTaskEnd task) {
            rows.addAndGet(task.taskMetrics().inputMetrics().recordsRead());
          }
        };
    spark.listenerBus().waitUntilEmpty(60_000);
    spark.addSparkListener(listener);
    try {
      TrainingData.prepare(
              SharedSpark.session(),
              Runs.regression(train)
                  .withColumns(List.of("y"), List.of("x0", "x1"))
                  .withValidation(split)
                  .withData(d -> d.withEncoding(d.encoding().withScaling(scaling)))
                  .data(),
              10,
              3,
              () -> 2)
          .release();
      spark.listenerBus().waitUntilEmpty(60_000);
    } finally {
      spark.removeSparkListener(listener);
    }
    return rows.get();
  }
}
