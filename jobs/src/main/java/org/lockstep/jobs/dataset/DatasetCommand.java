package org.lockstep.jobs.dataset;

import java.io.PrintWriter;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Writes public data sets, in the formats they are published in, as Parquet: one file to train and
 * one to test.
 *
 * <p>Where the publisher made no split, every fifth row is a test row. The same source gives the
 * same bytes.
 */
@Command(
    name = "dataset",
    description = "Writes a public data set as Parquet, one file to train and one to test.",
    footer = {
      "",
      "Example:",
      "  lockstep dataset fashion-mnist downloads/fashion-mnist conf/data",
      "",
      "scripts/make-datasets and scripts/fetch-fashion-mnist bring the sources and call this."
    })
public final class DatasetCommand {
  private static final int EVERY = 5;
  private static final List<String> DIABETES_FEATURES =
      List.of("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6");

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  DatasetCommand() {}

  @Command(
      name = "digits",
      description = {
        "The optical digits of UCI, 8 x 8 pixels of 0 to 16.",
        "Writes digits-train.parquet and digits-test.parquet: pixels (64 numbers), label."
      },
      footer = {"", "Example:", "  lockstep dataset digits downloads/digits conf/data"})
  void digits(
      @Parameters(
              paramLabel = "SOURCE",
              description = "A folder with digits.csv, or digits.csv.gz.")
          Path source,
      @Parameters(paramLabel = "DESTINATION", description = "The folder to write to.")
          Path destination) {
    int pixels = 64;
    List<double[]> rows = NumberTable.read(SourceFile.in(source, "digits.csv"), ",", pixels + 1, 0);
    for (double[] row : rows) {
      requireWholeNumbers(row, pixels, 16, source);
      requireWholeNumbers(Arrays.copyOfRange(row, pixels, pixels + 1), 1, 9, source);
    }
    writeSplit(
        destination,
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

  @Command(
      name = "diabetes",
      description = {
        "The diabetes study of Efron, Hastie, Johnstone and Tibshirani, in its own units.",
        "Writes diabetes-train.parquet and diabetes-test.parquet: age, sex, bmi, bp, s1 to s6,"
            + " progression."
      },
      footer = {"", "Example:", "  lockstep dataset diabetes downloads/diabetes conf/data"})
  void diabetes(
      @Parameters(
              paramLabel = "SOURCE",
              description =
                  "A folder with diabetes_data_raw.csv and diabetes_target.csv, gzipped or not.")
          Path source,
      @Parameters(paramLabel = "DESTINATION", description = "The folder to write to.")
          Path destination) {
    int columns = DIABETES_FEATURES.size();
    List<double[]> features =
        NumberTable.read(SourceFile.in(source, "diabetes_data_raw.csv"), " ", columns, 0);
    List<double[]> targets =
        NumberTable.read(SourceFile.in(source, "diabetes_target.csv"), " ", 1, 0);
    requireSameCount(features.size(), targets.size(), source);
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
        destination,
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

  @Command(
      name = "iris",
      description = {
        "Fisher's irises: four lengths of 150 flowers of three species.",
        "Writes iris-train.parquet and iris-test.parquet: numbers, and species, a word."
      },
      footer = {"", "Example:", "  lockstep dataset iris downloads/iris conf/data"})
  void iris(
      @Parameters(paramLabel = "SOURCE", description = "A folder with iris.csv, gzipped or not.")
          Path source,
      @Parameters(paramLabel = "DESTINATION", description = "The folder to write to.")
          Path destination) {
    writeLabelled(source, destination, LabelledTable.IRIS);
  }

  @Command(
      name = "wine",
      description = {
        "Wines of three cultivars, 13 chemical measurements of 178 of them.",
        "Writes wine-train.parquet and wine-test.parquet: numbers, and cultivar, a word."
      },
      footer = {"", "Example:", "  lockstep dataset wine downloads/wine conf/data"})
  void wine(
      @Parameters(
              paramLabel = "SOURCE",
              description = "A folder with wine_data.csv, gzipped or not.")
          Path source,
      @Parameters(paramLabel = "DESTINATION", description = "The folder to write to.")
          Path destination) {
    writeLabelled(source, destination, LabelledTable.WINE);
  }

  @Command(
      name = "breast-cancer",
      description = {
        "Breast tumours, 30 measurements of the cell nuclei of 569 of them.",
        "Writes breast-cancer-train.parquet and breast-cancer-test.parquet: numbers, and diagnosis, a word."
      },
      footer = {
        "",
        "Example:",
        "  lockstep dataset breast-cancer downloads/breast-cancer conf/data"
      })
  void breastCancer(
      @Parameters(
              paramLabel = "SOURCE",
              description = "A folder with breast_cancer.csv, gzipped or not.")
          Path source,
      @Parameters(paramLabel = "DESTINATION", description = "The folder to write to.")
          Path destination) {
    writeLabelled(source, destination, LabelledTable.BREAST_CANCER);
  }

  @Command(
      name = "penguins",
      description = {
        "The Palmer penguins: words, numbers and missing values of 344 birds of three species.",
        "Writes penguins-train.parquet and penguins-test.parquet: island, beak_length_mm,"
            + " beak_depth_mm, flipper_length_mm, body_mass_g, sex, species."
      },
      footer = {"", "Example:", "  lockstep dataset penguins downloads/penguins conf/data"})
  void penguins(
      @Parameters(
              paramLabel = "SOURCE",
              description = "A folder with penguins.json, gzipped or not.")
          Path source,
      @Parameters(paramLabel = "DESTINATION", description = "The folder to write to.")
          Path destination) {
    writeSplit(
        destination,
        "penguins",
        Penguin.SCHEMA,
        Penguin.read(SourceFile.in(source, "penguins.json")),
        (group, penguin) -> penguin.fill(group));
  }

  private void writeLabelled(Path source, Path destination, LabelledTable table) {
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
          Arrays.copyOfRange(row, columns, columns + 1), 1, table.classes().size() - 1, source);
    }
    writeSplit(
        destination,
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

  @Command(
      name = "fashion-mnist",
      description = {
        "Zalando's pictures of clothes, 28 x 28 pixels of 0 to 255, 10 classes.",
        "Writes fashion-mnist-train.parquet and fashion-mnist-test.parquet: pixels (784 numbers),"
            + " label."
      },
      footer = {
        "",
        "Example:",
        "  lockstep dataset fashion-mnist downloads/fashion-mnist conf/data"
      })
  void fashionMnist(
      @Parameters(
              paramLabel = "SOURCE",
              description =
                  "A folder with train-images-idx3-ubyte, train-labels-idx1-ubyte,"
                      + " t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, gzipped or not.")
          Path source,
      @Parameters(paramLabel = "DESTINATION", description = "The folder to write to.")
          Path destination) {
    writeFashionMnist(source, "train", destination.resolve("fashion-mnist-train.parquet"));
    writeFashionMnist(source, "t10k", destination.resolve("fashion-mnist-test.parquet"));
  }

  private void writeFashionMnist(Path source, String part, Path file) {
    int pixels = 28 * 28;
    IdxFile images = IdxFile.read(SourceFile.in(source, part + "-images-idx3-ubyte"), 3);
    IdxFile labels = IdxFile.read(SourceFile.in(source, part + "-labels-idx1-ubyte"), 1);
    requireSameCount(images.count(), labels.count(), source);
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
      Path destination, String name, MessageType schema, List<T> rows, BiConsumer<Group, T> fill) {
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

  private static void requireWholeNumbers(double[] row, int count, int most, Path source) {
    for (int i = 0; i < count; i++) {
      if (!(row[i] >= 0 && row[i] <= most && row[i] == Math.rint(row[i]))) {
        throw new UserException(
            "%s is not a whole number from 0 to %d".formatted(row[i], most),
            source.toString(),
            "bring the file as it is published");
      }
    }
  }

  private static void requireSameCount(int examples, int labels, Path source) {
    if (examples != labels) {
      throw new UserException(
          "there are %d examples but %d labels".formatted(examples, labels),
          source.toString(),
          "bring both files from the same place");
    }
  }

  private void report(Path file, int rows) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(Locale.ROOT, "%s  %d rows%n", file, rows);
  }
}
