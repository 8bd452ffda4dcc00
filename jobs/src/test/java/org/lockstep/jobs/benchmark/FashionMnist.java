package org.lockstep.jobs.benchmark;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;

/**
 * The pictures of one Parquet file, for peers that read no Parquet: as a file of bytes, a row after
 * the other, and one with a byte a label.
 */
final class FashionMnist {
  static final int PIXELS = 784;
  static final int CLASSES = 10;

  private final byte[] pixels;
  private final byte[] labels;

  private FashionMnist(byte[] pixels, byte[] labels) {
    this.pixels = pixels;
    this.labels = labels;
  }

  /** Reads what {@link #export} has written; {@code part} is train or test. */
  static FashionMnist read(Path folder, String part) throws IOException {
    return new FashionMnist(
        Files.readAllBytes(folder.resolve(part + ".pixels")),
        Files.readAllBytes(folder.resolve(part + ".labels")));
  }

  int size() {
    return labels.length;
  }

  int label(int i) {
    return labels[i];
  }

  /** A row a picture, its pixels from 0 to 1. */
  float[][] pictures() {
    float[][] pictures = new float[size()][PIXELS];
    for (int i = 0; i < pixels.length; i++) {
      pictures[i / PIXELS][i % PIXELS] = (pixels[i] & 0xff) / 255f;
    }
    return pictures;
  }

  /**
   * Writes both parts as bytes.
   *
   * @return their folder
   * @throws IllegalStateException if the data set has not been fetched
   */
  static Path export(Bench bench) throws IOException {
    Path folder = bench.work("fashion-mnist");
    for (String part : new String[] {"train", "test"}) {
      Path from = bench.root().resolve("conf/data/fashion-mnist-%s.parquet".formatted(part));
      if (!Files.exists(from)) {
        throw new IllegalStateException(
            "%s is not there; run scripts/fetch-fashion-mnist".formatted(from));
      }
      export(from, folder.resolve(part + ".pixels"), folder.resolve(part + ".labels"));
    }
    return folder;
  }

  @SuppressWarnings("deprecation") // its successor opens files by a class of Hadoop's input formats
  private static void export(Path from, Path pixelFile, Path labelFile) throws IOException {
    var path = new org.apache.hadoop.fs.Path(from.toUri());
    try (ParquetReader<Group> reader =
            ParquetReader.builder(new GroupReadSupport(), path)
                .withConf(new Configuration())
                .build();
        OutputStream pixels = Files.newOutputStream(pixelFile);
        OutputStream labels = Files.newOutputStream(labelFile)) {
      byte[] row = new byte[PIXELS];
      for (Group group = reader.read(); group != null; group = reader.read()) {
        Group list = group.getGroup("pixels", 0);
        for (int p = 0; p < PIXELS; p++) {
          row[p] = (byte) list.getGroup("list", p).getInteger("element", 0);
        }
        pixels.write(row);
        labels.write(group.getInteger("label", 0));
      }
    }
  }
}
