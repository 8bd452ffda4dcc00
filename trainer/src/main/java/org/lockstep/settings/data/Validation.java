package org.lockstep.settings.data;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.lockstep.settings.table.TableName;
import org.lockstep.settings.value.Bound;
import org.lockstep.settings.value.Plain;
import org.lockstep.settings.value.Shape;
import org.lockstep.settings.value.ValueType;
import org.lockstep.settings.value.Values;
import org.lockstep.settings.value.WrongValueException;

/** Examples that are not trained on: to validate the model on, or to test it on at the end. */
public sealed interface Validation {
  /** The type of the rows to validate on after each epoch, folds included. */
  ValueType<Validation> TYPE =
      Values.any(
          Shape.TEXT,
          "a path, a share of the rows such as 0.1, { share = 0.1, stratified = true },"
              + " { column = NAME }, or { folds = 5 }",
          "0.1",
          Parser::validation);

  /** The type of the rows to test on once. */
  ValueType<Validation> ONCE =
      Values.any(
          Shape.TEXT,
          "a path, a share of the rows such as 0.1, { share = 0.1, stratified = true }, or"
              + " { column = NAME }",
          "0.1",
          Parser::heldBack);

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

  /** Reads the forms of the setting. */
  final class Parser {
    private static final String SHARE = "share";
    private static final String STRATIFIED = "stratified";
    private static final String FOLDS = "folds";
    private static final String FOLD = "fold";
    private static final String BLOCKS =
        "as a block it must be { column = NAME } or { share = 0.1, stratified = true }";

    private Parser() {}

    private static Validation validation(Object plain) {
      return plain instanceof Map<?, ?> block && block.containsKey(FOLDS)
          ? folds(block)
          : heldBack(plain);
    }

    private static Validation folds(Map<?, ?> block) {
      if (!Set.of(FOLDS, FOLD, STRATIFIED).containsAll(block.keySet())) {
        throw new WrongValueException(
            "folds go with stratified = true alone: remove %s"
                .formatted(
                    block.keySet().stream()
                        .map(String::valueOf)
                        .filter(name -> !Set.of(FOLDS, FOLD, STRATIFIED).contains(name))
                        .sorted()
                        .collect(Collectors.joining(", "))));
      }
      ValueType<Integer> count = Values.wholeNumber(2);
      int folds = wholeNumber(block, FOLDS, count, "its folds must be a whole number, 2 or more");
      boolean stratified = stratified(block);
      if (!block.containsKey(FOLD)) {
        return new Validation.Folds(folds, stratified);
      }
      String range = "its fold must be a whole number from 1 to %d".formatted(folds);
      int fold = wholeNumber(block, FOLD, Values.wholeNumber(1), range);
      if (fold > folds) {
        throw new WrongValueException(range);
      }
      return new Validation.Fold(fold, folds, stratified);
    }

    private static int wholeNumber(
        Map<?, ?> block, String name, ValueType<Integer> type, String rule) {
      try {
        return type.parse(Objects.requireNonNull(block.get(name)));
      } catch (WrongValueException | NullPointerException e) {
        throw new WrongValueException(rule);
      }
    }

    private static boolean stratified(Map<?, ?> block) {
      Object stratified = block.get(STRATIFIED);
      return stratified != null && Values.flag().parse(stratified);
    }

    private static Validation heldBack(Object plain) {
      if (TableName.isBlock(plain)) {
        return new Validation.Table(TableName.TYPE.parse(plain));
      }
      if (plain instanceof Map<?, ?> block) {
        return block.containsKey(SHARE) ? share(block) : column(block);
      }
      Optional<Double> share = Values.number(plain);
      if (share.isEmpty()) {
        return new Validation.Table(Values.text().parse(plain));
      }
      if (!Bound.BETWEEN.holds().test(share.get())) {
        throw new WrongValueException(
            "it must be a fraction between 0 and 1, such as 0.1, or a path");
      }
      return new Validation.Fraction(share.get());
    }

    private static Validation column(Map<?, ?> block) {
      Object column = block.get("column");
      if (block.size() != 1 || !Plain.isText(column) || Plain.text(column).isBlank()) {
        throw new WrongValueException(BLOCKS);
      }
      return new Validation.Column(Plain.text(column));
    }

    private static Validation share(Map<?, ?> block) {
      if (!Set.of(SHARE, STRATIFIED).containsAll(block.keySet())) {
        throw new WrongValueException(BLOCKS);
      }
      double share =
          Values.number(Objects.requireNonNull(block.get(SHARE)))
              .filter(Bound.BETWEEN.holds()::test)
              .orElseThrow(
                  () -> new WrongValueException("its share must be a fraction between 0 and 1"));
      return new Validation.Fraction(share, stratified(block));
    }
  }
}
