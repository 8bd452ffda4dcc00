package org.lockstep.data.survey;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.data.lane.Lane;
import org.lockstep.data.lane.TrainingData;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.support.Tables;

/** Every numeric column type is read to its values. */
@Tag("spark")
class ColumnTypesTest {
  @TempDir private static Path folder;

  private static final StructType SCALARS =
      StructType.fromDDL(
          "id int, a tinyint, b smallint, c int, d bigint, e float, f double, g decimal(9,3),"
              + " h decimal(38,18), i boolean");

  private static final StructType ARRAYS =
      StructType.fromDDL(
              "id int, a array<tinyint>, b array<smallint>, c array<int>, d array<bigint>,"
                  + " e array<float>, f array<double>, g array<decimal(9,3)>, h array<boolean>")
          .add("v", SQLDataTypes.VectorType())
          .add("y", DataTypes.IntegerType);

  /** Encodes without scaling, and returns the rows in the order of their first column, the id. */
  private static List<List<Double>> encode(String table, List<String> features, String label) {
    DataSettings settings =
        Runs.regression(table).withColumns(List.of(label), features).unscaled().data();
    TrainingData data = TrainingData.prepare(SharedSpark.session(), settings, 1, 1, () -> 1);
    Lane lane = data.train().collect().get(0);
    data.release();
    int stride = data.encoding().shape(0).usual();
    List<List<Double>> rows = new ArrayList<>();
    for (int i = 0; i < lane.size(); i++) {
      List<Double> row = new ArrayList<>();
      for (int c = 0; c < stride; c++) {
        row.add((double) lane.block(i)[lane.offset(i) + c]);
      }
      rows.add(row);
    }
    rows.sort((p, q) -> Double.compare(p.get(0), q.get(0)));
    return rows;
  }

  private static String write(String name, StructType schema, Row... rows) {
    return Tables.write(folder.resolve(name), schema, List.of(rows), 2);
  }

  @Test
  void everyTypeOfNumberAndBooleansGiveTheNumbersTheyHold() {
    String table =
        write(
            "scalars",
            SCALARS,
            RowFactory.create(
                0,
                (byte) -128,
                (short) 32767,
                1 << 24,
                -(1L << 40),
                -0.1f,
                1 / 3.0,
                new BigDecimal("-12345.678"),
                new BigDecimal("1234567.000000000000000001"),
                true),
            RowFactory.create(
                1,
                (byte) 127,
                (short) -1,
                -7,
                3L,
                1e-40f,
                1e30,
                new BigDecimal("0.001"),
                new BigDecimal("-0.5"),
                false));

    assertThat(encode(table, List.of("id", "a", "b", "c", "d", "e", "f", "g", "h"), "i"))
        .containsExactly(
            doubles(
                0,
                -128,
                32767,
                1 << 24,
                -(1L << 40),
                -0.1f,
                (float) (1 / 3.0),
                -12345.678f,
                1234567,
                1),
            doubles(1, 127, -1, -7, 3, 1e-40f, 1e30f, 0.001f, -0.5, 0));
  }

  private static List<Double> doubles(double... values) {
    return Arrays.stream(values).boxed().toList();
  }

  private static Row arrays(int id, Object vector) {
    return RowFactory.create(
        id,
        List.of((byte) (id - 1), (byte) 2),
        List.of((short) 3),
        List.of(4, 5, 6),
        List.of(7L),
        List.of(8.5f),
        List.of(9.25, -0.0),
        List.of(new BigDecimal("10.125")),
        List.of(true, false),
        vector,
        -id);
  }

  @Test
  void arraysAndVectorsGiveTheirNumbersInOrder() {
    String table =
        write(
            "arrays",
            ARRAYS,
            arrays(0, Vectors.dense(11, 0, 13)),
            arrays(1, Vectors.sparse(3, new int[] {0, 2}, new double[] {-11, 13})),
            arrays(2, Vectors.sparse(3, new int[0], new double[0])));

    List<List<Double>> rows =
        encode(table, List.of("id", "v", "a", "b", "c", "d", "e", "f", "g", "h"), "y");

    assertThat(rows)
        .containsExactly(
            doubles(0, 11, 0, 13, -1, 2, 3, 4, 5, 6, 7, 8.5, 9.25, -0.0, 10.125, 1, 0, 0),
            doubles(1, -11, 0, 13, 0, 2, 3, 4, 5, 6, 7, 8.5, 9.25, -0.0, 10.125, 1, 0, -1),
            doubles(2, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8.5, 9.25, -0.0, 10.125, 1, 0, -2));
  }

  @Test
  void columnNamesMayContainSpecialCharacters() {
    List<String> names =
        List.of("a.b", "body mass (g)", "back`tick", " lead", "a=b", "größe", "a", "%s", "x;y");
    StructType schema = new StructType().add("id", DataType.fromDDL("int"));
    for (String name : names) {
      schema = schema.add(name, DataType.fromDDL("double"));
    }
    String table =
        write(
            "odd",
            schema,
            RowFactory.create(0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0),
            RowFactory.create(1, -1.0, -2.0, -3.0, -4.0, -5.0, -6.0, -7.0, -8.0, -9.0));

    List<String> features = new ArrayList<>(names.subList(1, names.size()));
    features.add(0, "id");
    assertThat(encode(table, features, "a.b"))
        .containsExactly(
            doubles(0, 2, 3, 4, 5, 6, 7, 8, 9, 1), doubles(1, -2, -3, -4, -5, -6, -7, -8, -9, -1));
    assertThat(encode(table, List.of(), "back`tick"))
        .as("all columns but the label")
        .containsExactly(
            doubles(0, 1, 2, 4, 5, 6, 7, 8, 9, 3), doubles(1, -1, -2, -4, -5, -6, -7, -8, -9, -3));
  }

  @Test
  void featuresHaveTheOrderOfTheirList() {
    String table =
        write(
            "order",
            StructType.fromDDL("a int, b int, c int"),
            RowFactory.create(1, 2, 3),
            RowFactory.create(4, 5, 6));

    assertThat(encode(table, List.of("c", "a"), "b"))
        .containsExactly(doubles(3, 1, 2), doubles(6, 4, 5));
  }

  @Test
  void aColumnIsFoundCaseInsensitivelyUnlessOneMatchesExactly() {
    String table =
        write(
            "case",
            StructType.fromDDL("Id int, LABEL int"),
            RowFactory.create(1, 2),
            RowFactory.create(3, 4));

    assertThat(encode(table, List.of("id"), "label")).containsExactly(doubles(1, 2), doubles(3, 4));
  }
}
