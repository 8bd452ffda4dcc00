package org.lockstep.jobs;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.good;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("spark")
class BadFilesTest {
  private final Workbench bench;

  BadFilesTest(@TempDir Path folder) {
    bench = new Workbench(folder);
  }

  /** Writes files to the workbench and returns the path to train on. */
  private interface Layout {
    Object lay(Workbench bench) throws IOException;
  }

  static Stream<Arguments> errors() {
    return Stream.of(
        error("no_such_path", bench -> bench.path("no_such_path"), "no_such_path"),
        error("no_such_glob", bench -> bench.path("no_such-*.parquet"), "no_such-\\*"),
        error(
            "zero_bytes",
            bench -> Files.createFile(bench.path("zero_bytes.parquet")),
            "zero_bytes"),
        error(
            "text_named_parquet",
            bench -> Files.writeString(bench.path("text_named_parquet.parquet"), "a,b\n1,2\n"),
            "text_named_parquet",
            "[Pp]arquet"),
        error(
            "bad_footer_length",
            bench -> {
              Path table = bench.write("bad_footer_length.parquet", good());
              Workbench.damage(table, -8, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0x7f);
              return table;
            },
            "bad_footer_length"),
        error(
            "damaged_footer",
            bench -> {
              Path table = bench.write("damaged_footer.parquet", good());
              byte[] noise = new byte[300];
              Arrays.fill(noise, (byte) 0xff);
              Workbench.damage(table, -308, noise);
              return table;
            },
            "damaged_footer"),
        error(
            "truncated",
            bench -> {
              Path table = bench.write("truncated.parquet", good());
              byte[] content = Files.readAllBytes(table);
              return Files.write(table, Arrays.copyOf(content, content.length / 2));
            },
            "truncated"),
        error(
            "damaged_page",
            bench -> {
              Path table = bench.write("damaged_page.parquet", good());
              damagePages(table);
              return table;
            },
            "damaged_page"),
        error(
            "one_damaged_part",
            bench -> {
              Path table = bench.writeParts("parts", good(), 3);
              damagePages(table.resolve("part-00001.parquet"));
              return table;
            },
            "part-00001"),
        error(
            "one_damaged_footer",
            bench -> {
              Path table = bench.writeParts("parts", good(), 3);
              Workbench.damage(
                  table.resolve("part-00001.parquet"), -8, (byte) 0xff, (byte) 0, (byte) 0);
              return table;
            },
            "part-00001"),
        error(
            "stale_crc",
            bench -> {
              good().drop("row").coalesce(1).write().parquet(bench.path("crc").toString());
              try (Stream<Path> files = Files.list(bench.path("crc"))) {
                Path part = files.filter(p -> p.toString().endsWith(".parquet")).toList().get(0);
                Path other = bench.write("other.parquet", good().where(col("row").lt(100)));
                Files.move(other, part, StandardCopyOption.REPLACE_EXISTING);
              }
              return bench.path("crc");
            },
            "crc",
            "[Cc]hecksum",
            "\\.part-\\S+\\.parquet\\.crc",
            "delete \\.part"),
        error(
            "empty_folder",
            bench -> Files.createDirectory(bench.path("empty_folder")),
            "empty_folder"),
        error(
            "parts_other_type",
            bench -> {
              Path table = bench.writeParts("parts", good(), 2);
              bench.write(
                  "parts/part-00001.parquet",
                  good().withColumn("dose", col("dose").cast("string")));
              return table;
            },
            "dose"),
        error(
            "parts_int_and_double",
            bench -> {
              Path table = bench.writeParts("parts", good(), 2);
              bench.write(
                  "parts/part-00001.parquet", good().withColumn("dose", col("dose").cast("int")));
              return table;
            },
            "dose"),
        error(
            "parts_lacking_column",
            bench -> {
              Path table = bench.writeParts("parts", good(), 2);
              bench.write("parts/part-00001.parquet", good().drop("dose"));
              return table;
            },
            "dose",
            "part-00001"),
        error(
            "stray_text_file",
            bench -> {
              Path table = bench.writeParts("parts", good(), 2);
              Files.writeString(table.resolve("notes.txt"), "do not touch");
              return table;
            },
            "notes.txt"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("errors")
  void aTableThatCannotBeReadIsNamedAndNothingIsWritten(
      String name, Layout layout, List<String> patterns) throws IOException {
    Object table = layout.lay(bench);
    Map<String, String> before = bench.listing();

    Run run = bench.train(table);

    run.isOneLineThatNames(patterns);
    assertThat(bench.listing()).isEqualTo(before);
  }

  @ParameterizedTest(name = "validation {0}")
  @MethodSource("errors")
  void aValidationTableThatCannotBeReadIsNamedAndNothingIsWritten(
      String name, Layout layout, List<String> patterns) throws IOException {
    Path good = bench.write("good.parquet", good());
    Object table = layout.lay(bench);
    Map<String, String> before = bench.listing();

    Run run = bench.train(good, "data.validation=" + table);

    run.isOneLineThatNames(patterns);
    assertThat(bench.listing()).isEqualTo(before);
  }

  static Stream<Arguments> readable() {
    return Stream.of(
        works("folder", bench -> bench.writeParts("parts", good(), 3)),
        works(
            "side_files",
            bench -> {
              Path table = bench.writeParts("parts", good(), 2);
              Files.createFile(table.resolve("_SUCCESS"));
              Files.writeString(table.resolve("_started_42"), "x");
              Files.writeString(table.resolve("_committed_42"), "x");
              Files.writeString(table.resolve(".hidden"), "x");
              return table;
            }),
        works(
            "one_empty_part",
            bench -> {
              Path table = bench.writeParts("parts", good(), 2);
              bench.write("parts/part-00002.parquet", good().where("row < 0"));
              return table;
            }),
        works("glob", bench -> bench.writeParts("parts", good(), 3).resolve("part-*.parquet")),
        works(
            "glob_of_alternatives",
            bench -> bench.writeParts("parts", good(), 2).resolve("part-0000{0,1}.parquet")),
        works(
            "partition_folders",
            bench -> {
              bench.write("table/site=north/part-00000.parquet", good().drop("site"));
              bench.write("table/site=west/part-00000.parquet", good().drop("site"));
              return bench.path("table");
            }),
        works(
            "path_with_spaces",
            bench -> bench.write("two words/der größte Fall, 50%.parquet", good())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("readable")
  void everyPathThatSparkReadsAsATableTrains(String name, Layout layout) throws IOException {
    Object table = layout.lay(bench);

    bench.isGood(bench.train(table), table);
  }

  @ParameterizedTest(name = "output {0}, overwrite = {1}")
  @CsvSource({"parts, true", "parts, false", "parts/model, true", "., true"})
  void theModelIsNotWrittenIntoItsInput(String output, boolean overwrite) {
    Path table = bench.writeParts("parts", good(), 2);
    Map<String, String> before = bench.listing();

    Run run = bench.train(table, "output=" + bench.path(output), "overwrite=" + overwrite);

    run.isOneLineThatNames(List.of("output|model", "input|train"));
    assertThat(bench.listing()).isEqualTo(before);
  }

  @Test
  void anExistingModelIsReplacedOnlyWithOverwrite() {
    Path table = bench.write("good.parquet", good());
    String first = bench.train(table).json().get("digest").asText();
    Map<String, String> before = bench.listing();

    bench.train(table, "training.seed=2").isOneLineThatNames(List.of("model", "overwrite"));

    assertThat(bench.listing()).isEqualTo(before);
    String second =
        bench
            .isGood(bench.train(table, "training.seed=2", "overwrite=true"), table)
            .get("digest")
            .asText();
    assertThat(second).isNotEqualTo(first);
    before.keySet().removeIf(name -> name.startsWith("model/checkpoints/run-")); // has its checksum
    assertThat(bench.listing().keySet()).containsAll(before.keySet());
  }

  @Test
  void aFolderThatIsNotAModelIsNeverReplaced() throws IOException {
    Path table = bench.write("good.parquet", good());
    Files.createDirectory(bench.path("model"));
    Files.writeString(bench.path("model").resolve("thesis.txt"), "three years of work");
    Map<String, String> before = bench.listing();

    bench.train(table, "overwrite=true").isOneLineThatNames(List.of("model"));

    assertThat(bench.listing()).isEqualTo(before);
  }

  /** Overwrites the beginning of a file, which has the header of the first page. */
  private static void damagePages(Path table) {
    byte[] noise = new byte[2000];
    Arrays.fill(noise, (byte) 0xff);
    Workbench.damage(table, 4, noise);
  }

  private static Arguments error(String name, Layout layout, String... patterns) {
    return Arguments.of(name, layout, List.of(patterns));
  }

  private static Arguments works(String name, Layout layout) {
    return Arguments.of(name, layout);
  }
}
