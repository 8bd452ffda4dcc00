package org.lockstep.data.table;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A set of columns, and the files whose footers describe exactly these columns.
 *
 * @param columns by their names
 * @param examples some of the files
 * @param files how many they are
 * @param values how many values they hold
 */
record FileShape(Map<String, FileColumn> columns, List<String> examples, long files, long values)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Limit of the files that a message names. */
  static final int EXAMPLES = 2;

  /**
   * A column of a file.
   *
   * @param type as Parquet has it, without its repetition: a column may be required in one file and
   *     optional in another
   * @param fault why its pages cannot be read; null if they can
   */
  record FileColumn(String type, @Nullable UnreadableFile fault) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  private static FileShape sum(FileShape first, FileShape other) {
    List<String> examples = new ArrayList<>(first.examples);
    examples.addAll(other.examples);
    return new FileShape(
        first.columns,
        List.copyOf(examples.subList(0, Math.min(EXAMPLES, examples.size()))),
        first.files + other.files,
        first.values + other.values);
  }

  /** Merges shapes with the same columns, in the order in which each first occurs. */
  static List<FileShape> distinct(List<FileShape> shapes) {
    Map<Map<String, FileColumn>, FileShape> distinct = new LinkedHashMap<>();
    shapes.forEach(shape -> distinct.merge(shape.columns, shape, FileShape::sum));
    return List.copyOf(distinct.values());
  }
}
