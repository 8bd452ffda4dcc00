package org.lockstep.data.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.data.table.RowHash;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.support.Tables;

/** The order of the rows in lanes does not depend on the files of the table. */
@Tag("spark")
class LaneDealerTest {
  private static final StructType SCHEMA = StructType.fromDDL("x0 double, x1 float, y double");
  private static final int ROWS = 101;
  private static final int SEED = 5;

  @TempDir private static Path folder;
  private static List<String> asInOneFile;

  /** Rows of which every third is a duplicate of another. */
  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      int content = i % 3 == 0 ? i / 12 : i;
      rows.add(RowFactory.create(content * 0.5, (float) Math.sin(content), (double) -content));
    }
    return rows;
  }

  /**
   * By the executors, though it is small; {@link #aSmallTableSortedByTheDriverIsDealtTheSame} has
   * the other way.
   */
  @BeforeAll
  static void dealTheTableInOneFile() {
    SharedSpark.session().conf().set("spark.lockstep.smallTableBytes", "0");
    asInOneFile = deal(Tables.write(folder.resolve("one"), SCHEMA, rows(), 1), 7, 1);
  }

  @AfterAll
  static void forgetSettings() {
    SharedSpark.session().conf().unset("spark.lockstep.smallTableBytes");
  }

  @ParameterizedTest(name = "{0} partitions")
  @ValueSource(ints = {1, 3})
  void aSmallTableSortedByTheDriverIsDealtTheSame(int partitions) {
    String table = folder.resolve("one").toString();
    TrainingData large = prepare(table, new Validation.Fraction(0.3), 7, partitions);
    SharedSpark.session().conf().unset("spark.lockstep.smallTableBytes");
    try {
      TrainingData small = prepare(table, new Validation.Fraction(0.3), 7, partitions);
      assertThat(contents(small.train())).isEqualTo(contents(large.train()));
      assertThat(contents(small.validation())).isEqualTo(contents(large.validation()));
      assertThat(small.train().fingerprint()).isEqualTo(large.train().fingerprint());
      assertThat(small.encoding()).isEqualTo(large.encoding());
      small.release();
    } finally {
      SharedSpark.session().conf().set("spark.lockstep.smallTableBytes", "0");
      large.release();
    }
  }

  private static TrainingData prepare(
      String table, Validation validation, int lanes, int partitions) {
    DataSettings settings =
        Runs.regression(table)
            .withColumns(List.of("y"), List.of())
            .withValidation(validation)
            .unscaled()
            .withSeed(SEED)
            .data();
    return TrainingData.prepare(SharedSpark.session(), settings, 10, lanes, () -> partitions);
  }

  /** The lanes' rows in order, each with its lane's number before it. */
  private static List<String> contents(DealtLanes dealt) {
    List<String> contents = new ArrayList<>();
    for (Lane lane : dealt.collect()) {
      for (int i = 0; i < lane.size(); i++) {
        int from = lane.offset(i);
        contents.add(
            lane.index()
                + ": "
                + Arrays.toString(Arrays.copyOfRange(lane.block(i), from, from + 3)));
      }
    }
    return contents;
  }

  private static List<String> deal(String table, int lanes, int partitions) {
    TrainingData data = prepare(table, new Validation.None(), lanes, partitions);
    try {
      return contents(data.train());
    } finally {
      data.release();
    }
  }

  private static List<Row> shuffled(int seed) {
    List<Row> rows = rows();
    Collections.shuffle(rows, new Random(seed));
    return rows;
  }

  @ParameterizedTest(name = "{0} files")
  @ValueSource(ints = {1, 5, 40})
  void lanesAreTheSameForAnyOrderAndNumberOfFiles(int files) {
    Path table = folder.resolve("files-" + files);

    assertThat(deal(Tables.write(table, SCHEMA, shuffled(files), files), 7, 2))
        .containsExactlyElementsOf(asInOneFile);
  }

  @ParameterizedTest(name = "{0} partitions")
  @ValueSource(ints = {2, 3, 7})
  void lanesAreTheSameForAnyNumberOfPartitionsThatCarryThem(int partitions) {
    assertThat(deal(folder.resolve("one").toString(), 7, partitions))
        .containsExactlyElementsOf(asInOneFile);
  }

  @Test
  void emptyFilesChangeNothing() {
    Path table = folder.resolve("with-empty-files");
    Tables.write(table, SCHEMA, List.of(), 1);
    Tables.write(table, SCHEMA, shuffled(1), 2);
    Tables.write(table, SCHEMA, List.of(), 1);

    assertThat(deal(table.toString(), 7, 3)).containsExactlyElementsOf(asInOneFile);
  }

  @Test
  void theOrderIsThatOfTheSeededHashOfEachRowsContent() {
    List<float[]> rows =
        new ArrayList<>(
            rows().stream()
                .map(
                    row ->
                        new float[] {
                          (float) row.getDouble(0), row.getFloat(1), (float) row.getDouble(2)
                        })
                .toList());
    rows.sort(
        Comparator.comparing((float[] row) -> RowHash.of(row, 0, 3, SEED), Long::compareUnsigned));
    BatchPlan plan = new BatchPlan(ROWS, 10, 7);
    List<String> expected = new ArrayList<>();
    for (int lane = 0; lane < 7; lane++) {
      for (int i = 0; i < plan.laneSize(lane); i++) {
        int rank = Math.toIntExact(plan.laneStart(lane) + i);
        expected.add(lane + ": " + Arrays.toString(rows.get(rank)));
      }
    }

    assertThat(asInOneFile).containsExactlyElementsOf(expected);
  }

  @ParameterizedTest(name = "{0} lanes, {1} partitions")
  @CsvSource({"150, 1", "150, 4", "101, 101", "200, 150"})
  void thereMayBeMoreLanesThanRows(int lanes, int partitions) {
    TrainingData data =
        prepare(folder.resolve("one").toString(), new Validation.None(), lanes, partitions);
    try {
      List<Lane> dealt = data.train().collect();

      assertThat(dealt).hasSize(lanes);
      for (int lane = 0; lane < lanes; lane++) {
        assertThat(dealt.get(lane).index()).isEqualTo(lane);
        assertThat(dealt.get(lane).size()).isEqualTo(lane < ROWS ? 1 : 0);
      }
      assertThat(withoutLane(contents(data.train()))).isEqualTo(withoutLane(asInOneFile));
    } finally {
      data.release();
    }
  }

  private static List<String> withoutLane(List<String> contents) {
    return contents.stream().map(row -> row.substring(row.indexOf('['))).toList();
  }

  @Test
  void theValidationFractionTakesTheSameRowsWhateverTheFiles() {
    String one = folder.resolve("one").toString();
    String many = Tables.write(folder.resolve("many"), SCHEMA, shuffled(9), 5);
    TrainingData data = prepare(one, new Validation.Fraction(0.3), 7, 2);
    TrainingData other = prepare(many, new Validation.Fraction(0.3), 7, 3);
    try {
      List<String> train = contents(data.train());
      List<String> validation = contents(data.validation());

      assertThat(contents(other.train())).isEqualTo(train);
      assertThat(contents(other.validation())).isEqualTo(validation);
      assertThat(validation.size()).isBetween(ROWS / 10, ROWS / 2);
      assertThat(withoutLane(train))
          .as("equal rows are on the same side")
          .doesNotContainAnyElementsOf(withoutLane(validation));
      List<String> both = new ArrayList<>(withoutLane(train));
      both.addAll(withoutLane(validation));
      assertThat(both).containsExactlyInAnyOrderElementsOf(withoutLane(asInOneFile));
    } finally {
      data.release();
      other.release();
    }
  }

  @Test
  void theFingerprintIsThatOfTheRows() {
    List<Row> other = shuffled(1);
    other.set(0, RowFactory.create(0.25, 1f, 3.0));

    assertThat(fingerprint(shuffled(2), 3)).isEqualTo(fingerprint(shuffled(1), 1));
    assertThat(fingerprint(other, 1)).isNotEqualTo(fingerprint(shuffled(1), 1));
  }

  private static long fingerprint(List<Row> rows, int files) {
    Path table = folder.resolve("fingerprint-" + System.nanoTime());
    TrainingData data =
        prepare(Tables.write(table, SCHEMA, rows, files), new Validation.None(), 7, 2);
    data.release();
    return data.train().fingerprint();
  }
}
