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

  /**
   * The folds of a cross-validation, each of which is validated on once, by a run that trains on
   * the others. {@code train} makes these runs; one run takes one {@link Fold}.
   *
   * @param count 2 or more
   * @param stratified whether each class is divided on its own
   */
  record Folds(int count, boolean stratified) implements Validation {
    /**
     * Checks the count.
     *
     * @throws IllegalArgumentException if it is less than 2
     */
    public Folds {
      if (count < 2) {
        throw new IllegalArgumentException(
            "a cross-validation has 2 folds or more, not %d".formatted(count));
      }
    }

    /**
     * One of them.
     *
     * @param number from 1
     */
    public Fold fold(int number) {
      return new Fold(number, count, stratified);
    }

    @Override
    public String described() {
      return count + (stratified ? " folds of each class" : " folds");
    }
  }

  /**
   * One of the parts into which a hash of each row's features divides the training table. Every row
   * is in one of the folds 1 to {@code count}.
   *
   * @param number from 1
   * @param count of folds, 2 or more
   * @param stratified whether each class is divided on its own
   */
  record Fold(int number, int count, boolean stratified) implements Validation {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if there is no such fold
     */
    public Fold {
      if (count < 2 || number < 1 || number > count) {
        throw new IllegalArgumentException(
            "there is no fold %d of %d folds".formatted(number, count));
      }
    }

    @Override
    public String described() {
      return "fold %d of %d%s".formatted(number, count, stratified ? " of each class" : "");
    }
  }
}
