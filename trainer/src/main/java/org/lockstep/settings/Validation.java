package org.lockstep.settings;

/** Examples that are not trained on: to validate the model on, or to test it on at the end. */
public sealed interface Validation {
  /** A short description for messages. */
  String described();

  /** Nothing is held back. */
  record None() implements Validation {
    @Override
    public String described() {
      return "none";
    }
  }

  /**
   * A table of its own.
   *
   * @param path a Parquet file, a folder of them, or a glob
   */
  record Table(String path) implements Validation {
    @Override
    public String described() {
      return path;
    }
  }

  /**
   * The rows of the training table that a column marks.
   *
   * @param name of the column, which holds booleans: true for such a row
   */
  record Column(String name) implements Validation {
    @Override
    public String described() {
      return "rows marked by " + name;
    }
  }

  /**
   * A part of the training table, drawn by a hash of each row's features: the same rows for any
   * order of the table, and equal rows on the same side.
   *
   * @param share of the rows, in (0, 1)
   * @param stratified whether it is taken of each class
   */
  record Fraction(double share, boolean stratified) implements Validation {
    /** Of all rows together. */
    public Fraction(double share) {
      this(share, false);
    }

    /**
     * Checks the share.
     *
     * @throws IllegalArgumentException if it is not between 0 and 1
     */
    public Fraction {
      if (!(share > 0 && share < 1)) {
        throw new IllegalArgumentException(
            "validation is %s; a fraction must be greater than 0 and less than 1".formatted(share));
      }
    }

    @Override
    public String described() {
      return share + (stratified ? " of the rows of each class" : " of the rows");
    }
  }
}
