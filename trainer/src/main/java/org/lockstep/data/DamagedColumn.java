package org.lockstep.data;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Finds the column whose pages are damaged in a file that Spark has failed to read: its message
 * names the file alone.
 */
final class DamagedColumn {
  /** A larger file would keep the driver busy for too long. */
  private static final long LARGEST_FILE = 1L << 30;

  private DamagedColumn() {}

  /** The first column with a page that cannot be found or decompressed; empty if there is none. */
  static Optional<String> find(String file, Configuration hadoop) {
    try {
      HadoopInputFile input = HadoopInputFile.fromPath(new Path(file), hadoop);
      return input.getLength() > LARGEST_FILE ? Optional.empty() : find(input);
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // the file as a whole is at fault
    }
  }

  private static Optional<String> find(HadoopInputFile file) throws IOException {
    MessageType schema;
    try (ParquetFileReader reader = ParquetFileReader.open(file)) {
      schema = reader.getFileMetaData().getSchema();
    }
    for (Type column : schema.getFields()) {
      if (isDamaged(file, new MessageType(schema.getName(), column))) {
        return Optional.of(column.getName());
      }
    }
    return Optional.empty();
  }

  private static boolean isDamaged(HadoopInputFile file, MessageType column) throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(file)) {
      reader.setRequestedSchema(column);
      try {
        for (PageReadStore pages = reader.readNextRowGroup();
            pages != null;
            pages = reader.readNextRowGroup()) {
          for (ColumnDescriptor leaf : column.getColumns()) {
            readAll(pages.getPageReader(leaf));
          }
        }
        return false;
      } catch (IOException | RuntimeException e) {
        return true;
      }
    }
  }

  private static void readAll(PageReader pages) throws IOException {
    var dictionary = pages.readDictionaryPage();
    if (dictionary != null) {
      dictionary.getBytes().toByteArray();
    }
    for (var page = pages.readPage(); page != null; page = pages.readPage()) {
      page.getValueCount();
    }
  }
}
