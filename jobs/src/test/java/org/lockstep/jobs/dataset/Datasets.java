package org.lockstep.jobs.dataset;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.lockstep.UserException;

/**
 * Writes public data sets, in the formats they are published in, as Parquet: one file to train and
 * one to test. scripts/make-datasets and scripts/fetch-fashion-mnist run it.
 *
 * <p>Where the publisher made no split, every fifth row is a test row. The same source gives the
 * same pages; Parquet's writer lists a column's encodings in the footer in the order of a hash set,
 * which differs from one JVM to the next.
 */
public final class Datasets {
  private static final int EVERY = 5;
  private static final List<String> DIABETES_FEATURES =
      List.of("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6");

  private final Path source;
  private final Path destination;
  private final PrintStream out;

  /**
   * Creates a converter.
   *
   * @param source the folder of the published files, or the only one of them
   * @param destination the folder to write to
   * @param out is told of each file that is written
   */
  Datasets(Path source, Path destination, PrintStream out) {
    this.source = source;
    this.destination = destination;
    this.out = out;
  }

  /**
   * Converts one set.
   *
   * @param args its name, the folder of the published files, the folder to write to
   */
  public static void main(String[] args) {
    try {
      new Datasets(Path.of(args[1]), Path.of(args[2]), System.out).write(args[0]);
    } catch (UserException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  /**
   * Writes the two files of a set.
   *
   * @throws UserException if the sources are not as they are published, or there is no such set
   */
  void write(String set) {
    switch (set) {
      case "digits" -> digits();
      case "diabetes" -> diabetes();
      case "iris" -> writeLabelled(LabelledTable.IRIS);
      case "wine" -> writeLabelled(LabelledTable.WINE);
      case "breast-cancer" -> writeLabelled(LabelledTable.BREAST_CANCER);
      case "penguins" ->
          writeSplit(
              "penguins",
              Penguin.SCHEMA,
              Penguin.read(SourceFile.in(source, "penguins.json")),
              (group, penguin) -> penguin.fill(group));
      case "fashion-mnist" -> {
        writeFashionMnist("train", destination.resolve("fashion-mnist-train.parquet"));
        writeFashionMnist("t10k", destination.resolve("fashion-mnist-test.parquet"));
      }
      default ->
          throw new UserException(
              "there is no set %s".formatted(set),
              "the name of the set",
              "name digits, diabetes, iris, wine, breast-cancer, penguins or fashion-mnist");
    }
  }

  private void digits() {
    int pixels = 64;
    List<double[]> rows = NumberTable.read(SourceFile.in(source, "digits.csv"), ",", pixels + 1, 0);
    for (double[] row : rows) {
      requireWholeNumbers(row, pixels, 16);
      requireWholeNumbers(Arrays.copyOfRange(row, pixels, pixels + 1), 1, 9);
    }
    writeSplit(
        "digits",
        pictures(8),
        rows,
        (group, row) -> {
          Group list = group.addGroup("pixels");
          for (int i = 0; i < pixels; i++) {
            list.addGroup("list").append("element", (int) row[i]);
          }
          group.append("label", (int) row[pixels]);
        });
  }

  private void diabetes() {
    int columns = DIABETES_FEATURES.size();
    List<double[]> features =
        NumberTable.read(SourceFile.in(source, "diabetes_data_raw.csv"), " ", columns, 0);
    List<double[]> targets =
        NumberTable.read(SourceFile.in(source, "diabetes_target.csv"), " ", 1, 0);
    requireSameCount(features.size(), targets.size());
    List<double[]> rows = new ArrayList<>();
    for (int i = 0; i < features.size(); i++) {
      double[] row = Arrays.copyOf(features.get(i), columns + 1);
      row[columns] = targets.get(i)[0];
      rows.add(row);
    }
    var schema = Types.buildMessage();
    DIABETES_FEATURES.forEach(name -> schema.required(PrimitiveTypeName.DOUBLE).named(name));
    schema.required(PrimitiveTypeName.DOUBLE).named("progression");
    writeSplit(
        "diabetes",
        schema.named("diabetes"),
        rows,
        (group, row) -> {
          for (int i = 0; i < columns; i++) {
            group.append(DIABETES_FEATURES.get(i), row[i]);
          }
          group.append("progression", row[columns]);
        });
  }

  private void writeLabelled(LabelledTable table) {
    int columns = table.features().size();
    List<double[]> rows =
        NumberTable.read(SourceFile.in(source, table.file()), ",", columns + 1, 1);
    var schema = Types.buildMessage();
    table.features().forEach(name -> schema.required(PrimitiveTypeName.DOUBLE).named(name));
    schema
        .required(PrimitiveTypeName.BINARY)
        .as(LogicalTypeAnnotation.stringType())
        .named(table.label());
    for (double[] row : rows) {
      requireWholeNumbers(
          Arrays.copyOfRange(row, columns, columns + 1), 1, table.classes().size() - 1);
    }
    writeSplit(
        table.name(),
        schema.named("table"),
        rows,
        (group, row) -> {
          for (int i = 0; i < columns; i++) {
            group.append(table.features().get(i), row[i]);
          }
          group.append(table.label(), table.classes().get((int) row[columns]));
        });
  }

  private void writeFashionMnist(String part, Path file) {
    int pixels = 28 * 28;
    IdxFile images = IdxFile.read(SourceFile.in(source, part + "-images-idx3-ubyte"), 3);
    IdxFile labels = IdxFile.read(SourceFile.in(source, part + "-labels-idx1-ubyte"), 1);
    requireSameCount(images.count(), labels.count());
    if (images.itemSize() != pixels) {
      throw new UserException(
          "the pictures have %d pixels, not %d".formatted(images.itemSize(), pixels),
          source.toString(),
          "name the folder of Fashion-MNIST");
    }
    ParquetFile.write(
        file,
        pictures(16),
        IntStream.range(0, images.count()).boxed().toList(),
        (group, row) -> {
          Group list = group.addGroup("pixels");
          for (int i = 0; i < pixels; i++) {
            list.addGroup("list").append("element", images.value(row, i));
          }
          group.append("label", labels.value(row, 0));
        });
    report(file, images.count());
  }

  private <T> void writeSplit(
      String name, MessageType schema, List<T> rows, BiConsumer<Group, T> fill) {
    List<T> train = new ArrayList<>();
    List<T> test = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      (i % EVERY == EVERY - 1 ? test : train).add(rows.get(i));
    }
    Path trainFile = destination.resolve(name + "-train.parquet");
    Path testFile = destination.resolve(name + "-test.parquet");
    ParquetFile.write(trainFile, schema, train, fill);
    report(trainFile, train.size());
    ParquetFile.write(testFile, schema, test, fill);
    report(testFile, test.size());
  }

  /** The columns pixels, an array, and label; no nulls. */
  private static MessageType pictures(int bitsOfPixel) {
    Type pixel =
        Types.required(PrimitiveTypeName.INT32)
            .as(LogicalTypeAnnotation.intType(bitsOfPixel, true))
            .named("element");
    return Types.buildMessage()
        .addField(Types.requiredList().element(pixel).named("pixels"))
        .required(PrimitiveTypeName.INT32)
        .named("label")
        .named("pictures");
  }

  private void requireWholeNumbers(double[] row, int count, int most) {
    for (int i = 0; i < count; i++) {
      if (!(row[i] >= 0 && row[i] <= most && row[i] == Math.rint(row[i]))) {
        throw new UserException(
            "%s is not a whole number from 0 to %d".formatted(row[i], most),
            source.toString(),
            "bring the file as it is published");
      }
    }
  }

  private void requireSameCount(int examples, int labels) {
    if (examples != labels) {
      throw new UserException(
          "there are %d examples but %d labels".formatted(examples, labels),
          source.toString(),
          "bring both files from the same place");
    }
  }

  private void report(Path file, int rows) {
    out.printf(Locale.ROOT, "%s  %d rows%n", file, rows);
  }
}
