package org.lockstep.data.table;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Finds the damaged column of a file that Spark has failed to read, since its message names only
 * the file.
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
      return Optional.empty(); // the whole file is damaged
    }
  }

  private static Optional<String> find(HadoopInputFile file) throws IOException {
    MessageType schema;
    try (ParquetFileReader reader = FooterReader.open(file)) {
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
    try (ParquetFileReader reader = FooterReader.open(file)) {
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

  /** Reads all pages; they are decompressed when their bytes are requested. */
  private static void readAll(PageReader pages) throws IOException {
    OutputStream nowhere = OutputStream.nullOutputStream();
    DictionaryPage dictionary = pages.readDictionaryPage();
    if (dictionary != null) {
      dictionary.getBytes().writeAllTo(nowhere);
    }
    for (DataPage page = pages.readPage(); page != null; page = pages.readPage()) {
      if (page instanceof DataPageV1 first) {
        first.getBytes().writeAllTo(nowhere);
      } else if (page instanceof DataPageV2 second) {
        second.getData().writeAllTo(nowhere);
      }
    }
  }
}
