package org.lockstep.data.leak;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.column.LabelReader;
import org.lockstep.encoding.Transform;

/** The label of the row that is read: the index of its class, or its number. */
final class ReadLabel implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The counts of a class label have a place for each class; those of a number two. */
  private final HashMap<Object, Integer> classes = new HashMap<>();

  private final @Nullable Grid grid;
  private final Transform transform;
  private int index;
  private long number;

  private ReadLabel(List<Object> classes, @Nullable Grid grid, Transform transform) {
    classes.forEach(label -> this.classes.put(label, this.classes.size()));
    this.grid = grid;
    this.transform = transform;
  }

  /** A label of these classes. */
  static ReadLabel ofClasses(List<Object> classes) {
    return new ReadLabel(classes, null, Transform.NONE);
  }

  /** A number, which becomes a whole number on a grid. */
  static ReadLabel ofNumber(Grid grid, Transform transform) {
    return new ReadLabel(List.of(), grid, transform);
  }

  /** Longs that the counts of one value need: rows of each class, or rows and sum of the labels. */
  int width() {
    return isNumber() ? 2 : classes.size();
  }

  boolean isNumber() {
    return grid != null;
  }

  /** Reads the label of a row; returns whether there is one. */
  boolean read(LabelReader reader, InternalRow row, int place) {
    Object label = reader.read(row, place);
    if (label == null) {
      return false;
    }
    if (grid == null) {
      Integer known = classes.get(label);
      index = known == null ? -1 : known;
      return known != null;
    }
    double value =
        transform.of(label instanceof LabelReader.Fraction f ? f.value() : ((Long) label));
    number = grid.of(value);
    return true;
  }

  /** The number of the row on its grid; 0 for classes. */
  long number() {
    return number;
  }

  /** Counts the row. */
  void addTo(long[] counts, int at) {
    if (isNumber()) {
      counts[at]++;
      counts[at + 1] += number;
    } else {
      counts[at + index]++;
    }
  }
}
