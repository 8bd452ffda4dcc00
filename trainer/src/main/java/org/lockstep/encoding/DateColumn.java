package org.lockstep.encoding;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;

/**
 * A date or a timestamp, encoded as {@code encoding} says, then an input for a missing value if
 * {@code missing} is {@link Missing#INDICATOR}. Only the days are scaled.
 *
 * @param name as the table spells it
 * @param type its Spark type when the model was trained: {@code date}, {@code timestamp} or {@code
 *     timestamp_ntz}
 * @param encoding how it becomes numbers
 * @param missing what becomes of null
 * @param means of its inputs over the training rows that have a value; empty where none is needed
 */
public record DateColumn(
    String name,
    String type,
    DateEncoding encoding,
    Missing missing,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        List<Double> means)
    implements FeatureColumn {
  private static final List<String> TYPES = List.of("date", "timestamp", "timestamp_ntz");

  /** Copies the list. */
  public DateColumn {
    means = List.copyOf(means);
  }

  /** Whether its values have a time of day. */
  public boolean hasTime() {
    return hasTime(type);
  }

  /** Whether the values of a Spark type have a time of day. */
  public static boolean hasTime(String type) {
    return type.startsWith("timestamp");
  }

  private int width() {
    return encoding.inputs(hasTime());
  }

  @Override
  public DateColumn renamed(String other) {
    return new DateColumn(other, type, encoding, missing, means);
  }

  @Override
  public int inputs() {
    return width() + (missing == Missing.INDICATOR ? 1 : 0);
  }

  @Override
  public int scaledInputs() {
    return 1;
  }

  @Override
  public void requireSound() {
    Rules.require(
        TYPES.contains(type),
        () -> "column %s has the type %s, not one of %s".formatted(name, type, TYPES));
    boolean fills = missing == Missing.MEAN || missing == Missing.INDICATOR;
    Rules.requireReplacement("the means of column " + name, means, fills, width());
  }

  @Override
  public ColumnEncoder encoder() {
    double[] mean = means.stream().mapToDouble(Double::doubleValue).toArray();
    boolean hasTime = hasTime();
    return (row, column, to, from) -> {
      boolean lacks = row.isMissing(column);
      if (lacks) {
        Faults.requireAllowed(this);
        System.arraycopy(mean, 0, to, from, mean.length);
      } else {
        encode(encoding, hasTime, row, column, to, from);
      }
      if (missing == Missing.INDICATOR) {
        to[from + width()] = lacks ? 1 : 0;
      }
      return !lacks || missing != Missing.SKIP;
    };
  }

  /** Writes the inputs of a value that is there. */
  public static void encode(
      DateEncoding encoding, boolean hasTime, RowValues row, int column, double[] to, int from) {
    encoding.encode(row.epochDay(column), row.microsecondOfDay(column), hasTime, to, from);
  }
}
