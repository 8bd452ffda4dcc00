package org.lockstep.jobs.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lockstep.UserException;

class DatasetsTest {
  @TempDir private Path folder;

  private void convert(String set) {
    new Datasets(folder, folder, new PrintStream(new ByteArrayOutputStream())).write(set);
  }

  private void write(String name, List<String> lines) throws IOException {
    Files.write(folder.resolve(name), lines);
  }

  private List<Group> rows(String file) throws IOException {
    List<Group> rows = new ArrayList<>();
    try (ParquetReader<Group> reader =
        ParquetReader.builder(
                new GroupReadSupport(),
                new org.apache.hadoop.fs.Path(folder.resolve(file).toString()))
            .withConf(new Configuration())
            .build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        rows.add(row);
      }
    }
    return rows;
  }

  @Test
  void everyFifthRowIsATestRowAndTheOrderIsKept() throws IOException {
    write(
        "iris.csv",
        IntStream.range(0, 11)
            .mapToObj(i -> i == 0 ? "10,4,names" : "%d.5,2,3,4,%d".formatted(i, i % 3))
            .toList());

    convert("iris");

    assertThat(rows("iris-train.parquet"))
        .extracting(row -> row.getDouble("sepal_length", 0))
        .containsExactly(1.5, 2.5, 3.5, 4.5, 6.5, 7.5, 8.5, 9.5);
    assertThat(rows("iris-test.parquet"))
        .extracting(row -> row.getString("species", 0))
        .containsExactly("virginica", "versicolor");
  }

  @Test
  void imagesOfIdxFilesGzippedOrNotKeepTheirPixels() throws IOException {
    for (String part : List.of("train", "t10k")) {
      byte[] images = idx(new int[] {2, 28, 28});
      try (GZIPOutputStream out =
          new GZIPOutputStream(
              Files.newOutputStream(folder.resolve(part + "-images-idx3-ubyte.gz")))) {
        out.write(images);
      }
      Files.write(folder.resolve(part + "-labels-idx1-ubyte"), idx(new int[] {2}));
    }

    convert("fashion-mnist");

    for (String file : List.of("fashion-mnist-train.parquet", "fashion-mnist-test.parquet")) {
      List<Group> rows = rows(file);
      assertThat(rows).extracting(row -> row.getInteger("label", 0)).containsExactly(0, 1);
      Group pixels = rows.get(0).getGroup("pixels", 0);
      assertThat(pixels.getFieldRepetitionCount(0)).isEqualTo(784);
      assertThat(pixels.getGroup(0, 255).getInteger("element", 0)).isEqualTo(255);
    }
  }

  /** Its values count up from 0, modulo 256. */
  private static byte[] idx(int[] dimensions) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(0x0800 + dimensions.length);
    int size = 1;
    for (int dimension : dimensions) {
      out.writeInt(dimension);
      size *= dimension;
    }
    for (int i = 0; i < size; i++) {
      out.writeByte(i);
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "iris.csv ! 1,2,3,4 ! 4 numbers, not 5",
        "iris.csv ! 1,2,3,x,0 ! 'x' is no number",
        "iris.csv ! 1,2,3,4,3 ! 3.0 is not a whole number from 0 to 2",
        "other.csv ! 1,2,3,4,0 ! there is no iris.csv",
      })
  void anUnexpectedSourceFileIsRefusedAndNothingIsWritten(String file, String line, String message)
      throws IOException {
    write(file, List.of("a heading", line));

    assertThatThrownBy(() -> convert("iris"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message);
    assertThat(folder.resolve("iris-train.parquet")).doesNotExist();
  }

  @Test
  void anUnknownDataSetIsAnErrorThatListsTheKnownOnes() {
    assertThatThrownBy(() -> convert("mnist"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("there is no set mnist")
        .hasMessageContaining("fashion-mnist");
  }
}
