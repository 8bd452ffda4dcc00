package org.lockstep.scoring;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.encoding.DateColumn;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.NumberColumn;
import org.lockstep.encoding.RowValues;
import org.lockstep.encoding.SparseColumn;
import org.lockstep.encoding.row.SparseValues;

/** A row of plain Java values by the names of the columns. */
final class JavaRow implements RowValues {
  private final List<FeatureColumn> features;
  private final @Nullable Object[] values;

  JavaRow(List<FeatureColumn> features) {
    this.features = features;
    values = new Object[features.size()];
  }

  /**
   * The same object for another row.
   *
   * @throws UserException if a column is absent, or its value of a type that it cannot have
   */
  JavaRow of(Map<String, ?> row) {
    for (int c = 0; c < values.length; c++) {
      FeatureColumn column = features.get(c);
      Object value = row.get(column.name());
      if (value == null && !row.containsKey(column.name())) {
        throw new UserException(
            "the row has no column " + column.name(),
            "a row with " + row.keySet(),
            "give all columns of the model, null for a value that is missing");
      }
      values[c] = value == null ? null : checked(column, value);
    }
    return this;
  }

  private static Object checked(FeatureColumn column, Object value) {
    if (column instanceof SparseColumn sparse && value instanceof Map<?, ?> numbers) {
      return checked(sparse, numbers);
    } else if (column instanceof NumberColumn || column instanceof SparseColumn) {
      if (value instanceof Number || value instanceof Boolean) {
        return value;
      } else if (value instanceof double[] || value instanceof float[]) {
        return value;
      } else if (value instanceof List<?> numbers && numbers.stream().allMatch(JavaRow::isNumber)) {
        return value;
      }
      throw wrong(column, value, "a Number, a Boolean, a float[], a double[] or a list of Numbers");
    } else if (column instanceof DateColumn) {
      if (value instanceof LocalDate day) {
        return day.atStartOfDay();
      } else if (value instanceof Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
      } else if (value instanceof LocalDateTime) {
        return value;
      }
      throw wrong(column, value, "a LocalDate, an Instant or a LocalDateTime");
    } else if (value instanceof String) {
      return value;
    }
    throw wrong(column, value, "a String");
  }

  /** The numbers of a sparse vector by their indices, in ascending order of these. */
  private static SortedMap<Integer, Double> checked(SparseColumn column, Map<?, ?> numbers) {
    SortedMap<Integer, Double> sorted = new TreeMap<>();
    numbers.forEach(
        (index, number) -> {
          if (!(index instanceof Integer i) || i < 0 || i >= column.size() || !isNumber(number)) {
            throw new UserException(
                "column %s holds %s at %s".formatted(column.name(), number, index),
                "a row",
                "give a map from indices, Integers from 0 to %,d, to Numbers"
                    .formatted(column.size() - 1));
          }
          sorted.put(i, number(number));
        });
    return sorted;
  }

  private static boolean isNumber(@Nullable Object value) {
    return value == null || value instanceof Number || value instanceof Boolean;
  }

  private static UserException wrong(FeatureColumn column, Object value, String expected) {
    return new UserException(
        "column %s holds a %s".formatted(column.name(), value.getClass().getSimpleName()),
        "a row",
        "it must be " + expected);
  }

  @Override
  public boolean isMissing(int column) {
    return values[column] == null;
  }

  @Override
  public int width(int column) {
    Object value = values[column];
    if (value instanceof double[] numbers) {
      return numbers.length;
    } else if (value instanceof float[] numbers) {
      return numbers.length;
    }
    if (value instanceof SortedMap<?, ?>) {
      return features.get(column).sparseInputs();
    }
    return value instanceof List<?> numbers ? numbers.size() : 1;
  }

  @Override
  public void present(int column, SparseValues to) {
    if (values[column] instanceof SortedMap<?, ?> numbers) {
      to.clear();
      numbers.forEach((index, number) -> to.add((Integer) index, (Double) number));
    } else {
      RowValues.super.present(column, to);
    }
  }

  @Override
  public void numbers(int column, double[] to, int from) {
    Object value = values[column];
    if (value instanceof double[] numbers) {
      System.arraycopy(numbers, 0, to, from, numbers.length);
    } else if (value instanceof float[] numbers) {
      for (int i = 0; i < numbers.length; i++) {
        to[from + i] = numbers[i];
      }
    } else if (value instanceof List<?> numbers) {
      for (int i = 0; i < numbers.size(); i++) {
        to[from + i] = number(numbers.get(i));
      }
    } else {
      to[from] = number(value);
    }
  }

  private static double number(@Nullable Object value) {
    if (value instanceof Boolean truth) {
      return truth ? 1 : 0;
    }
    return value == null ? Double.NaN : ((Number) value).doubleValue();
  }

  @Override
  public String text(int column) {
    return String.valueOf(values[column]);
  }

  private LocalDateTime time(int column) {
    if (values[column] instanceof LocalDateTime time) {
      return time;
    }
    throw new IllegalStateException("column %d holds no day".formatted(column));
  }

  @Override
  public long epochDay(int column) {
    return time(column).toLocalDate().toEpochDay();
  }

  @Override
  public long microsecondOfDay(int column) {
    LocalTime ofDay = time(column).toLocalTime();
    return TimeUnit.NANOSECONDS.toMicros(ofDay.toNanoOfDay());
  }
}
