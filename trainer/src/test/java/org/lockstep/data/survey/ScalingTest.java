package org.lockstep.data.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.UserException;
import org.lockstep.data.lane.Lane;
import org.lockstep.data.lane.TrainingData;
import org.lockstep.data.table.RowHash;
import org.lockstep.encoding.LinearScale;
import org.lockstep.encoding.Scaling;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.support.Tables;

@Tag("spark")
class ScalingTest {
  private static final StructType SCHEMA =
      StructType.fromDDL("x double, constant double, pair array<double>, y double");

  @TempDir private static Path folder;

  private static Row row(double x, double first, double second, double y) {
    return RowFactory.create(x, 7.5, List.of(first, second), y);
  }

  /** x has mean 2.5 and variance 1.25; the pair's places -1 and 2, 0.75 and 1. */
  private static final List<Row> ROWS =
      List.of(row(1, -2, 1, 10), row(2, -1, 3, 30), row(3, -1, 1, 50), row(4, 0, 3, 70));

  private static TrainingData prepare(String table, Scaling scaling, Validation validation) {
    DataSettings settings =
        Runs.regression(table)
            .withColumns(List.of("y"), List.of())
            .withValidation(validation)
            .withScaling(scaling)
            .data();
    return TrainingData.prepare(SharedSpark.session(), settings, 1, 1, () -> 1);
  }

  private static String table(List<Row> rows, int files) {
    return Tables.write(folder.resolve("table-" + System.nanoTime()), SCHEMA, rows, files);
  }

  private static LinearScale targetScale(TrainingData data) {
    return ((TargetEncoding.Numbers) data.encoding().target()).scale();
  }

  /** The encoded rows, by their first number. */
  private static List<float[]> encoded(TrainingData data) {
    List<float[]> rows = new ArrayList<>();
    for (Lane lane : data.train().collect()) {
      for (int i = 0; i < lane.size(); i++) {
        float[] row = new float[5];
        System.arraycopy(lane.block(i), lane.offset(i), row, 0, 5);
        rows.add(row);
      }
    }
    rows.sort((a, b) -> Float.compare(a[0], b[0]));
    data.release();
    return rows;
  }

  @Test
  void standardScalesEachElementByItsMeanAndDeviation() {
    TrainingData data = prepare(table(ROWS, 1), Scaling.STANDARD, new Validation.None());

    LinearScale scale = data.encoding().scale();
    assertThat(scale.offset()).containsExactly(2.5, 7.5, -1.0, 2.0);
    assertThat(scale.divisor())
        .as("the constant column keeps its unit")
        .containsExactly(Math.sqrt(1.25), 1.0, Math.sqrt(0.5), 1.0);
    assertThat(targetScale(data))
        .isEqualTo(new LinearScale(List.of(40.0), List.of(Math.sqrt(500))));
    float[] first = encoded(data).get(0);
    assertThat(first)
        .containsExactly(
            (float) (-1.5 / Math.sqrt(1.25)),
            0,
            (float) (-1 / Math.sqrt(0.5)),
            -1,
            (float) (-30 / Math.sqrt(500)));
  }

  @Test
  void minMaxScalesEachElementToTheUnitInterval() {
    TrainingData data = prepare(table(ROWS, 1), Scaling.MIN_MAX, new Validation.None());

    assertThat(data.encoding().scale())
        .isEqualTo(new LinearScale(List.of(1.0, 7.5, -2.0, 1.0), List.of(3.0, 1.0, 2.0, 2.0)));
    assertThat(targetScale(data)).isEqualTo(new LinearScale(List.of(10.0), List.of(60.0)));
    List<float[]> rows = encoded(data);
    assertThat(rows.get(0)).containsExactly(0, 0, 0, 0, 0);
    assertThat(rows.get(1)).containsExactly(1 / 3f, 0, 0.5f, 1, 1 / 3f);
    assertThat(rows.get(3)).containsExactly(1, 0, 1, 1, 1);
  }

  @Test
  void noneDoesNotScale() {
    TrainingData data = prepare(table(ROWS, 1), Scaling.NONE, new Validation.None());

    assertThat(encoded(data).get(1)).containsExactly(2, 7.5f, -1, 3, 30);
  }

  @Test
  void aConstantColumnIsReported() {
    TrainingData data = prepare(table(ROWS, 1), Scaling.STANDARD, new Validation.None());
    data.release();

    assertThat(data.warnings())
        .containsExactly("column constant is constant: it cannot help to learn");
  }

  private static List<Row> manyRows() {
    Random random = new Random(1);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      double wild = random.nextGaussian() * Math.pow(10, random.nextInt(12));
      rows.add(row(wild, random.nextDouble(), i, 1e9 + random.nextDouble()));
    }
    return rows;
  }

  @Test
  void statisticsAreTheSameBitsForAnyOrderOfTheRows() {
    List<Row> shuffled = manyRows();
    Collections.shuffle(shuffled, new Random(2));
    TrainingData data = prepare(table(manyRows(), 1), Scaling.STANDARD, new Validation.None());
    TrainingData other = prepare(table(shuffled, 7), Scaling.STANDARD, new Validation.None());
    data.release();
    other.release();

    assertThat(other.encoding()).isEqualTo(data.encoding());
  }

  @Test
  void statisticsCoverTheTrainingRowsOnly() {
    double share = 0.4;
    double sum = 0;
    double squares = 0;
    int kept = 0;
    for (Row row : manyRows()) {
      List<?> pair = (List<?>) row.get(2);
      double last = (Double) pair.get(1);
      double[] features = {row.getDouble(0), row.getDouble(1), (Double) pair.get(0), last};
      if (RowHash.place(features, 4, 1) >= share) {
        kept++;
        sum += last;
        squares += last * last;
      }
    }
    double mean = sum / kept;
    double deviation = Math.sqrt(squares / kept - mean * mean);

    TrainingData data =
        prepare(table(manyRows(), 3), Scaling.STANDARD, new Validation.Fraction(share));
    data.release();

    assertThat(data.train().plan().examples()).isEqualTo(kept);
    LinearScale scale = data.encoding().scale();
    assertThat(scale.offset().get(3)).isCloseTo(mean, within(1e-9));
    assertThat(scale.divisor().get(3)).isCloseTo(deviation, within(1e-9));
    assertThat(mean).as("the mean of all rows").isNotCloseTo(99.5, within(0.1));
  }

  @Test
  void aNumberTooLargeForItsScalingIsRefused() {
    List<Row> rows = new ArrayList<>(ROWS);
    rows.add(row(1e200, 0, 0, 0));
    String table = table(rows, 1);

    assertThatThrownBy(() -> prepare(table, Scaling.STANDARD, new Validation.None()))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "column x holds 1.0E200, too large for scaling = standard (%s); divide the column"
                + " first",
            table);
    assertThatThrownBy(() -> prepare(table, Scaling.NONE, new Validation.None()))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "column x holds 1.0E200, too large for scaling = none (%s); divide the column first",
            table);
  }
}
