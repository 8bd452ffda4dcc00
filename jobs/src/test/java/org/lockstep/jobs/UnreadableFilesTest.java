package org.lockstep.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.good;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.parquet.crypto.ColumnEncryptionProperties;
import org.apache.parquet.crypto.FileEncryptionProperties;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and columns that Spark cannot read although they are valid or nearly valid. */
@Tag("spark")
class UnreadableFilesTest {
  private static final byte[] KEY = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final Workbench bench;

  UnreadableFilesTest(@TempDir Path folder) {
    bench = new Workbench(folder);
  }

  @ParameterizedTest
  @EnumSource(names = {"LZO", "BROTLI"})
  void aUsedColumnWithAMissingCodecIsAnError(CompressionCodec codec) {
    bench.write("t/part-00000.parquet", good());
    Path part = bench.write("t/part-00001.parquet", good());
    ForeignParquet.relabel(part, codec, "dose");
    Path table = bench.path("t");

    bench
        .train(table)
        .isOneLineThatNames(
            List.of("column dose", codec.name(), "part-00001.parquet", "snappy|zstd"));
    bench.train(table, "data.features=[age, weight]").json();
    Run predicted = bench.predict(table);
    assertThat(predicted.status()).as("%s", predicted).isZero();
    assertThat(predicted.err()).contains("column dose", codec.name(), "not written");
    Run init = init(table, "--label", "score");
    assertThat(init.out()).contains("left out  dose: it is compressed by " + codec.name());
  }

  @ParameterizedTest
  @EnumSource(names = {"LZO", "BROTLI"})
  void aTableWithAMissingCodecIsAnError(CompressionCodec codec) {
    Path table = bench.write("all.parquet", good());
    ForeignParquet.relabel(table, codec, "age", "dose", "weight", "site", "outcome", "score");
    List<String> named = List.of(codec.name(), "all.parquet", "snappy|zstd");

    bench.train(table).isOneLineThatNames(named);
    bench.train(table, "data.features=[]").isOneLineThatNames(named);
    init(table).isOneLineThatNames(named);
    init(table, "--label", "score").isOneLineThatNames(named);
  }

  private static FileEncryptionProperties encryption(boolean isFooterEncrypted) {
    ColumnPath x = ColumnPath.get("x");
    FileEncryptionProperties.Builder builder =
        FileEncryptionProperties.builder(KEY)
            .withEncryptedColumns(
                Map.of(x, ColumnEncryptionProperties.builder(x).withKey(KEY).build()));
    return (isFooterEncrypted ? builder : builder.withPlaintextFooter()).build();
  }

  private Path encrypted(boolean isFooterEncrypted) {
    return ForeignParquet.write(
        bench.path("secret.parquet"),
        "optional double other;",
        (row, i) -> row.add("other", (double) i),
        writer -> writer.withEncryption(encryption(isFooterEncrypted)));
  }

  @Test
  void aFileWithAnEncryptedFooterIsAnError() {
    Path table = encrypted(true);
    List<String> named = List.of("secret.parquet is encrypted", "crypto.factory.class");

    bench.train(table, "data.features=[x]").isOneLineThatNames(named);
    init(table).isOneLineThatNames(named);
  }

  @Test
  void aUsedEncryptedColumnIsAnError() {
    Path table = encrypted(false);

    bench
        .train(table, "data.features=[x]")
        .isOneLineThatNames(
            List.of("column x is encrypted", "secret.parquet", "crypto.factory.class"));
    bench.train(table, "data.features=[other]").json();
    Run predicted = bench.predict(table);
    assertThat(predicted.status()).as("%s", predicted).isZero();
    assertThat(predicted.err()).contains("column x is encrypted", "not written");
  }

  @ParameterizedTest(name = "in the {0} quarter")
  @ValueSource(ints = {0, 3})
  void aWrongChecksumFileIsAnError(int quarter) throws IOException {
    good().drop("row").coalesce(1).write().parquet(bench.path("crc").toString());
    Path part;
    try (var files = Files.list(bench.path("crc"))) {
      part = files.filter(file -> file.toString().endsWith(".parquet")).toList().get(0);
    }
    Path checksums = part.resolveSibling(".%s.crc".formatted(part.getFileName()));
    byte[] wrong = Files.readAllBytes(checksums);
    wrong[8 + 4 * ((wrong.length - 12) / 4 * quarter / 3)]++;
    Files.write(checksums, wrong);

    bench
        .train(bench.path("crc"))
        .isOneLineThatNames(List.of("checksum", "delete \\Q" + checksums.getFileName() + "\\E"));
    Files.delete(checksums);
    bench.train(bench.path("crc")).json();
  }

  @ParameterizedTest(name = "{0}, row groups {1}")
  @CsvSource({"dose, 1", "score, 1", "dose, 4", "score, 4"})
  void aDamagedPageIsAnErrorThatNamesTheColumn(String column, int rowGroups) {
    Path table =
        ForeignParquet.write(
            bench.path("damaged.parquet"),
            "required double dose; required double other;",
            (row, i) -> row.append("dose", (double) i).append("other", (double) -i),
            writer ->
                writer
                    .withRowGroupRowCountLimit(ForeignParquet.ROWS / rowGroups)
                    .withPageRowCountLimit(10));
    ForeignParquet.damage(table, column);
    List<String> named = List.of("damaged.parquet", "column " + column);

    bench.train(table, "data.features=[x, dose]").isOneLineThatNames(named);
    bench.train(table, "data.features=[x]", "data.label=other").json();
    bench.predict(table).isOneLineThatNames(named);
    assertThat(bench.path("predictions")).doesNotExist();
  }

  private Run init(Path table, String... options) {
    String[] args = {
      "init", table.toString(), "--output", bench.path("first.conf").toString(), "--overwrite"
    };
    return Run.lockstep(Workbench.with(args, options));
  }
}
