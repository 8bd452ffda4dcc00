package org.lockstep.settings;

/** The examples that the model is validated on during training. */
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
   * @param name of the column, which holds booleans: true for a row to validate on
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
   */
  record Fraction(double share) implements Validation {
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
      return share + " of the rows";
    }
  }
}
