package org.lockstep.settings.data;

import org.lockstep.settings.table.TableSettings;

/**
 * The data of a run: its tables, the meaning of their columns, and how these become numbers.
 *
 * @param table to train on; one to validate on is read in the same way
 * @param heldBack the examples that are not trained on
 * @param columns the meaning of the columns
 * @param target task, classes and scaling of the targets
 * @param encoding how features become inputs
 * @param seed of the order of the rows and of the validation fraction
 */
public record DataSettings(
    TableSettings table,
    HeldBack heldBack,
    ColumnSettings columns,
    TargetSettings target,
    EncodingSettings encoding,
    long seed) {
  /**
   * The examples that are not trained on.
   *
   * @param validation those to validate on after each epoch
   * @param test those to test the finished model on
   */
  public record HeldBack(Validation validation, Validation test) {}

  /** Settings of a table that is read by default, without examples to test on. */
  public DataSettings(
      String train,
      Validation validation,
      ColumnSettings columns,
      TargetSettings target,
      EncodingSettings encoding,
      long seed) {
    this(
        TableSettings.of(train),
        new HeldBack(validation, new Validation.None()),
        columns,
        target,
        encoding,
        seed);
  }

  /** The examples to validate on. */
  public Validation validation() {
    return heldBack.validation();
  }

  /** The examples to test the finished model on. */
  public Validation test() {
    return heldBack.test();
  }

  /** The name of the table to train on, as the user wrote it. */
  public String train() {
    return table.name();
  }

  /** The same with another table to train on. */
  public DataSettings withTrain(String other) {
    return new DataSettings(table.named(other), heldBack, columns, target, encoding, seed);
  }

  /** The same with another table, which is read in another way. */
  public DataSettings withTable(TableSettings other) {
    return new DataSettings(other, heldBack, columns, target, encoding, seed);
  }

  /** The same with other examples to validate on. */
  public DataSettings withValidation(Validation other) {
    return with(new HeldBack(other, test()));
  }

  /** The same with other examples to test on. */
  public DataSettings withTest(Validation other) {
    return with(new HeldBack(validation(), other));
  }

  private DataSettings with(HeldBack other) {
    return new DataSettings(table, other, columns, target, encoding, seed);
  }

  /** The same with other columns. */
  public DataSettings withColumns(ColumnSettings other) {
    return new DataSettings(table, heldBack, other, target, encoding, seed);
  }

  /** The same with another target. */
  public DataSettings withTarget(TargetSettings other) {
    return new DataSettings(table, heldBack, columns, other, encoding, seed);
  }

  /** The same with another encoding. */
  public DataSettings withEncoding(EncodingSettings other) {
    return new DataSettings(table, heldBack, columns, target, other, seed);
  }

  /** The same with another seed. */
  public DataSettings withSeed(long other) {
    return new DataSettings(table, heldBack, columns, target, encoding, other);
  }

  /**
   * The same with the first fold of a cross-validation to validate on; without folds, this object.
   */
  public DataSettings firstFold() {
    return validation() instanceof Validation.Folds folds ? withValidation(folds.fold(1)) : this;
  }
}
