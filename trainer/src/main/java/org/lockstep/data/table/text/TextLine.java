package org.lockstep.data.table.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/** Finds the line of a value in a file of text. */
public final class TextLine {
  /** A larger file would keep the driver busy for too long. */
  private static final long LARGEST_FILE = 1L << 30;

  private TextLine() {}

  /**
   * The number of the first line that holds a value, from 1, the header included; empty if there is
   * none or the file cannot be read.
   *
   * @param file may be compressed
   */
  public static OptionalLong holding(String value, String file, Configuration hadoop) {
    Path path = new Path(file);
    CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(path);
    try {
      var files = path.getFileSystem(hadoop);
      if (files.getFileStatus(path).getLen() > LARGEST_FILE) {
        return OptionalLong.empty();
      }
      try (InputStream in = files.open(path);
          InputStream text = codec == null ? in : codec.createInputStream(in);
          BufferedReader lines =
              new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8))) {
        long number = 1;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (line.contains(value)) {
            return OptionalLong.of(number);
          }
          number++;
        }
      }
    } catch (IOException e) {
      return OptionalLong.empty(); // the message does without it
    }
    return OptionalLong.empty();
  }
}
