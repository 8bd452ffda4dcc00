package org.lockstep.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** A temporary folder with tables, a settings file and models, and commands that use them. */
public final class Workbench {
  static final int ROWS = 200;
  public static final String[] CLASSIFICATION = {
    "training.task=classification", "data.label=outcome"
  };

  private final Path folder;

  public Workbench(Path folder) {
    this.folder = folder;
  }

  /**
   * The good table, with a column {@code row} from 0 that {@link #write} takes away. Least squares
   * on age, dose and weight reaches an R2 of 0.97 on score, and 0.9 of the outcomes.
   */
  public static Dataset<Row> good() {
    return Good.TABLE;
  }

  /** The good table and its file, made once. */
  private static final class Good {
    static final Dataset<Row> TABLE = table();
    static final byte[] FILE = file();

    private static byte[] file() {
      try {
        Path folder = Files.createTempDirectory("lockstep-good-");
        byte[] content = Files.readAllBytes(new Workbench(folder).writeAnew("good", TABLE));
        FileUtils.deleteDirectory(folder.toFile());
        return content;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static Dataset<Row> table() {
      SplittableRandom random = new SplittableRandom(7);
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < ROWS; i++) {
        double age = random.nextDouble(20, 80);
        double dose = random.nextDouble(0, 10);
        double weight = random.nextDouble(50, 100);
        double signal = 2 * (age - 50) / 17.3 - 3 * (dose - 5) / 2.89 + (weight - 75) / 14.4;
        double score = 10 + signal + random.nextDouble(-1.1, 1.1);
        double noisy = signal + random.nextDouble(-0.9, 0.9);
        int outcome = noisy < -1.6 ? 0 : noisy < 1.6 ? 1 : 2;
        String site = List.of("north", "south", "west").get(random.nextInt(3));
        rows.add(RowFactory.create(i, age, dose, weight, site, outcome, score));
      }
      return SharedSpark.session()
          .createDataFrame(
              rows,
              StructType.fromDDL(
                  "row INT, age DOUBLE, dose DOUBLE, weight DOUBLE, site STRING, outcome INT,"
                      + " score DOUBLE"));
    }
  }

  /** Replaces the values of a column in the rows from {@code from} to {@code to - 1}. */
  public static Dataset<Row> replace(
      Dataset<Row> table, String column, int from, int to, Object value) {
    Column row = col("row");
    return table.withColumn(
        column, when(row.geq(from).and(row.lt(to)), lit(value)).otherwise(col(column)));
  }

  /** The path of a file in the folder. */
  public Path path(String name) {
    return folder.resolve(name);
  }

  /** Writes a table as one Parquet file without a checksum file. */
  public Path write(String name, Dataset<Row> table) {
    if (table != Good.TABLE) {
      return writeAnew(name, table);
    }
    try {
      Path file = path(name);
      Files.createDirectories(file.getParent());
      return Files.write(file, Good.FILE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path writeAnew(String name, Dataset<Row> table) {
    Path parts = path("parts-of-" + Path.of(name).getFileName());
    table.drop("row").coalesce(1).write().parquet(parts.toString());
    try (Stream<Path> files = Files.list(parts)) {
      Path part =
          files.filter(p -> p.getFileName().toString().startsWith("part-")).findFirst().get();
      Path file = path(name);
      Files.createDirectories(file.getParent());
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      FileUtils.deleteDirectory(parts.toFile());
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a table as a folder of parts with equally many rows, part-00000.parquet and so on. */
  Path writeParts(String name, Dataset<Row> table, int parts) {
    for (int part = 0; part < parts; part++) {
      Dataset<Row> rows =
          table.where(
              col("row").geq(ROWS * part / parts).and(col("row").lt(ROWS * (part + 1) / parts)));
      write("%s/part-%05d.parquet".formatted(name, part), rows);
    }
    return path(name);
  }

  /**
   * Trains on a table: a regression of score on age, dose and weight by default.
   *
   * @param overrides {@code KEY=VALUE} each; they override the settings file
   */
  public Run train(Object table, String... overrides) {
    Path file = settings();
    List<String> args = new ArrayList<>(List.of("train", file.toString(), "--json"));
    args.addAll(List.of("--set", "data.train=" + table, "--set", "output=" + path("model")));
    for (String override : overrides) {
      args.addAll(List.of("--set", override));
    }
    Run run = Run.lockstep(args.toArray(String[]::new));
    FileUtils.deleteQuietly(file.toFile());
    return run;
  }

  /** Writes the settings file of {@link #train}, without the paths. */
  public Path settings() {
    Path file = path("run.conf");
    try {
      Files.writeString(
          file,
          """
          data { label = score, features = [age, dose, weight] }
          network { hidden = [16] }
          training {
            task = regression, batch-size = 32, epochs = 20
            optimizer { type = sgd, learning-rate = 0.1 }
          }
          """,
          StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  /** Predicts a table with the model that {@link #train} wrote. */
  Run predict(Object table) {
    return Run.lockstep(
        "predict",
        path("model").toString(),
        table.toString(),
        "--output",
        path("predictions").toString());
  }

  /** The rows that {@link #predict} wrote. */
  Dataset<Row> predictions() {
    return SharedSpark.session().read().parquet(path("predictions").toString());
  }

  /**
   * Asserts that a training went well: a finite loss, and a model that predicts every row of the
   * table with a finite number or with one of the labels.
   *
   * @return the run's JSON object
   */
  JsonNode isGood(Run training, Object table) {
    JsonNode json = training.json();
    assertThat(json.get("loss").isNumber()).as("the loss of %s", json).isTrue();
    Run prediction = predict(table);
    assertThat(prediction.status()).as("%s", prediction).isZero();
    assertThat(prediction.err()).isEmpty();
    List<Row> predictions = predictions().select("prediction").collectAsList();
    assertThat(predictions)
        .hasSize((int) SharedSpark.session().read().parquet(table.toString()).count());
    for (Row row : predictions) {
      assertThat(row.get(0)).isNotNull();
      assertThat(row.get(0).toString()).isNotIn("NaN", "Infinity", "-Infinity");
    }
    return json;
  }

  /** Lists the files of the folder, each with a digest. */
  public TreeMap<String, String> listing() {
    TreeMap<String, String> listing = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.toList()) {
        listing.put(
            folder.relativize(path).toString(),
            Files.isDirectory(path) ? "folder" : DigestUtils.sha256Hex(Files.readAllBytes(path)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return listing;
  }

  /** Overwrites bytes of a file; a negative position counts from the end. */
  public static void damage(Path file, int place, byte... bytes) {
    try {
      byte[] content = Files.readAllBytes(file);
      int from = place < 0 ? content.length + place : place;
      System.arraycopy(bytes, 0, content, from, bytes.length);
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces all occurrences of a text in a file by a text of the same length. */
  public static void patch(Path file, String from, String to) {
    try {
      String content = Files.readString(file, StandardCharsets.ISO_8859_1);
      assertThat(content).contains(from);
      assertThat(to).hasSameSizeAs(from);
      Files.writeString(file, content.replace(from, to), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Concatenates arrays of overrides. */
  public static String[] with(String[] overrides, String... more) {
    return Stream.concat(Arrays.stream(overrides), Arrays.stream(more)).toArray(String[]::new);
  }
}
