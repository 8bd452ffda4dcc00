package org.lockstep.data.column;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.table.RowHash;

/**
 * Divides the rows of a table by a seeded hash of their features, which gives each row a place in
 * [0, 1): the same for any order and partitioning of the table, and equal rows have one place.
 *
 * @param seed of the hash
 * @param heldBack the places of the rows to validate on
 * @param test the places of the rows to test on; they win where both hold a row
 * @param isTest whether the table is read for its rows to test on, and the others are left out
 */
public record RowSplit(long seed, Slice heldBack, Slice test, boolean isTest)
    implements Serializable {
  /** Every row is kept. */
  public static final RowSplit NONE = new RowSplit(0, Slice.NONE, Slice.NONE, false);

  /** What becomes of a row. */
  public enum Part {
    /** To train on; to test on, if the table is read for that. */
    KEPT,
    /** To validate on. */
    HELD_BACK,
    /** The row is none of this table's. */
    LEFT_OUT
  }

  /**
   * Places from one up to another.
   *
   * @param from the first place
   * @param to the place behind the last
   * @param ofClasses both of each class by its label, if they differ between the classes; labels
   *     that are not among them have those above
   */
  public record Slice(double from, double to, Map<Object, double[]> ofClasses)
      implements Serializable {
    /** No place. */
    public static final Slice NONE = new Slice(0, 0);

    /** Copies the map. */
    public Slice {
      ofClasses = new HashMap<>(ofClasses);
    }

    /** The same places for all classes. */
    public Slice(double from, double to) {
      this(from, to, Map.of());
    }

    /** Whether it holds no place at all. */
    public boolean isEmpty() {
      return from >= to;
    }

    private boolean holds(double place, @Nullable Object label) {
      double[] its = ofClasses.get(label);
      return its == null ? place >= from && place < to : place >= its[0] && place < its[1];
    }
  }

  /** The same rows, read for those to test on. */
  public RowSplit forTest() {
    return new RowSplit(seed, heldBack, test, true);
  }

  /** Whether rows may be left out. */
  public boolean leavesOut() {
    return isTest || !test.isEmpty();
  }

  /** Whether rows may be held back. */
  public boolean holdsBack() {
    return !isTest && !heldBack.isEmpty();
  }

  /** Whether the part of a row depends on its label. */
  private boolean needsLabel() {
    return !heldBack.ofClasses().isEmpty() || !test.ofClasses().isEmpty();
  }

  /**
   * The part that a row belongs to.
   *
   * @param values of the row's features, which have been read
   * @param label reads the row's label; empty for a regression
   * @param place of the label in the row
   */
  public Part part(FeatureValues values, List<LabelReader> label, InternalRow row, int place) {
    Object name = needsLabel() ? label.get(0).read(row, place) : null;
    return part(values.content(), values.length(), name);
  }

  private Part part(double[] features, int length, @Nullable Object label) {
    double place = RowHash.place(features, length, seed);
    if (test.holds(place, label) != isTest) {
      return Part.LEFT_OUT;
    }
    return holdsBack() && heldBack.holds(place, label) ? Part.HELD_BACK : Part.KEPT;
  }
}
