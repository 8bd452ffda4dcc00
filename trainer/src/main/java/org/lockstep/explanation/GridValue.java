package org.lockstep.explanation;

import org.lockstep.encoding.RowValues;

/** A row with one column, which holds a number or a word. */
record GridValue(Object value) implements RowValues {
  @Override
  public boolean isMissing(int column) {
    return false;
  }

  @Override
  public int width(int column) {
    return 1;
  }

  @Override
  public void numbers(int column, double[] to, int from) {
    to[from] = (Double) value;
  }

  @Override
  public String text(int column) {
    return (String) value;
  }

  @Override
  public long epochDay(int column) {
    throw new IllegalStateException("a number or a word is no day");
  }

  @Override
  public long microsecondOfDay(int column) {
    throw new IllegalStateException("a number or a word is no day");
  }
}
