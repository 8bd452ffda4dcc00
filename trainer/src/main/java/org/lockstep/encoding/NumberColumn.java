package org.lockstep.encoding;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.encoding.FeatureEncoder.ColumnEncoder;

/**
 * A number, a boolean, an array of numbers or a Spark ML vector: an input for each number, then an
 * input that says whether any is missing if {@code missing} is {@link Missing#INDICATOR}.
 *
 * @param name as the table spells it
 * @param type its Spark type when the model was trained
 * @param width numbers of a row
 * @param missing how null and NaN are treated
 * @param means of each number, transformed, over the training rows that have it; empty where none
 *     is needed
 * @param transform of each number; {@link Transform#NONE} in models that do not record it
 */
public record NumberColumn(
    String name,
    String type,
    int width,
    Missing missing,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        List<Double> means,
    @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = Transform.OrNone.class)
        @JsonSetter(nulls = Nulls.SET)
        Transform transform)
    implements FeatureColumn {
  /** Copies the list. */
  public NumberColumn(
      String name,
      String type,
      int width,
      Missing missing,
      List<Double> means,
      @Nullable Transform transform) {
    this.name = name;
    this.type = type;
    this.width = width;
    this.missing = missing;
    this.means = List.copyOf(means);
    this.transform = transform == null ? Transform.NONE : transform;
  }

  /** A column of numbers as they are. */
  public NumberColumn(String name, String type, int width, Missing missing, List<Double> means) {
    this(name, type, width, missing, means, Transform.NONE);
  }

  /** A column without missing values. */
  public static NumberColumn whole(String name, String type, int width) {
    return new NumberColumn(name, type, width, Missing.ERROR, List.of());
  }

  @Override
  public NumberColumn renamed(String other) {
    return new NumberColumn(other, type, width, missing, means, transform);
  }

  @Override
  public int inputs() {
    return width + (missing == Missing.INDICATOR ? 1 : 0);
  }

  @Override
  public int scaledInputs() {
    return width;
  }

  @Override
  public void requireSound() {
    Rules.require(width >= 1, () -> "column %s has the width %d".formatted(name, width));
    boolean fills = missing == Missing.MEAN || missing == Missing.INDICATOR;
    Rules.requireReplacement("the means of column " + name, means, fills, width);
  }

  @Override
  public ColumnEncoder encoder() {
    double[] mean = means.stream().mapToDouble(Double::doubleValue).toArray();
    return (row, column, to, from) -> encode(row, column, mean, to, from);
  }

  private boolean encode(RowValues row, int column, double[] mean, double[] to, int from) {
    boolean lacks = row.isMissing(column);
    if (lacks) {
      ValueErrors.requireAllowed(this);
      System.arraycopy(mean, 0, to, from, mean.length);
    } else {
      if (row.width(column) != width) {
        throw ValueErrors.width(this, row.width(column), width);
      }
      row.numbers(column, to, from);
      for (int i = 0; i < width; i++) {
        if (Double.isNaN(to[from + i])) {
          ValueErrors.requireAllowed(this);
          lacks = true;
          to[from + i] = missing == Missing.SKIP ? 0 : mean[i];
        } else if (Double.isInfinite(to[from + i])) {
          throw new UserException(
              "column %s is infinite".formatted(name), "a row", "give a finite number");
        } else if (!transform.takes(to[from + i])) {
          throw ValueErrors.transform(this, to[from + i]);
        } else {
          to[from + i] = transform.of(to[from + i]);
        }
      }
    }
    if (missing == Missing.INDICATOR) {
      to[from + width] = lacks ? 1 : 0;
    }
    return !lacks || missing != Missing.SKIP;
  }
}
