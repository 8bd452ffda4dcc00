package org.lockstep.promise;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.Transform;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.optimization.optimizer.AdamW;
import org.lockstep.settings.data.EncodingSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Runs;

/** Tables of texts as sparse vectors, by formula, and runs that keep them sparse. */
final class SparseTexts {
  /** Numbers of a text. */
  static final int WIDTH = 500;

  static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.IntegerType)
          .add("age", DataTypes.DoubleType)
          .add("text", SQLDataTypes.VectorType())
          .add("tags", SQLDataTypes.VectorType())
          .add("label", DataTypes.StringType);

  private SparseTexts() {}

  /** Rows whose texts have {@value #WIDTH} numbers. */
  static List<Row> rows(int count) {
    return rows(count, WIDTH);
  }

  /**
   * Rows.
   *
   * @param width numbers of a text; 3 or more
   */
  static List<Row> rows(int count, int width) {
    return IntStream.range(0, count).mapToObj(i -> row(i, width)).toList();
  }

  /** A row of class i mod 3, some of whose words are those of its class; some lack their text. */
  private static Row row(int i, int width) {
    Random random = new Random(i);
    TreeSet<Integer> words = new TreeSet<>();
    for (int w = 0; w < i % 13; w++) {
      words.add(random.nextInt(width / 3) * 3 + (w % 4 == 0 ? random.nextInt(3) : i % 3));
    }
    int[] indices = words.stream().mapToInt(Integer::intValue).toArray();
    double[] counts = words.stream().mapToDouble(w -> 1 + w % 4).toArray();
    double[] tags = new double[9];
    tags[i % 9] = 1;
    return RowFactory.create(
        i,
        20 + i % 50 * 0.5,
        i % 11 == 0 ? null : Vectors.sparse(width, indices, counts),
        i % 2 == 0 ? Vectors.dense(tags) : Vectors.dense(tags).toSparse(),
        "kind " + i % 3);
  }

  /**
   * Whether the vectors are kept sparse.
   *
   * @param sparse empty to go by their length
   */
  static EncodingSettings encoding(Optional<Boolean> sparse) {
    SortedMap<String, EncodingSettings.Column> columns = new TreeMap<>();
    for (String name : List.of("text", "tags")) {
      columns.put(
          name,
          new EncodingSettings.Column(Transform.NONE, Optional.empty(), Optional.empty(), sparse));
    }
    return EncodingSettings.DEFAULT.withMissing(Missing.INDICATOR).withColumns(columns);
  }

  /** A run on a table of these rows, by AdamW, which keeps all vectors sparse. */
  static Runs runs(String table) {
    Runs runs = Runs.classification(table);
    return runs.withColumns(List.of("label"), List.of("age", "text", "tags"))
        .withValidation(new Validation.Fraction(0.2))
        .withDescent(DescentSettings.of(new AdamW(), 0.02))
        .withNetwork(runs.training().network().withHidden(List.of(7)))
        .withEncoding(encoding(Optional.of(true)));
  }
}
