package org.lockstep.encoding;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.Serializable;
import java.util.List;
import java.util.regex.Pattern;

/** What the network's outputs stand for. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "task")
@JsonSubTypes({
  @JsonSubTypes.Type(value = TargetEncoding.Classes.class, name = "classification"),
  @JsonSubTypes.Type(value = TargetEncoding.Numbers.class, name = "regression")
})
public sealed interface TargetEncoding extends Serializable {
  /** What is learnt. */
  @JsonIgnore
  default Task task() {
    return this instanceof Classes ? Task.CLASSIFICATION : Task.REGRESSION;
  }

  /** The label column or the target columns. */
  List<String> columns();

  /** Outputs of the network. */
  int outputs();

  /** Floats that an example carries: its class index, or its scaled targets. */
  int storedWidth();

  /**
   * Checks what was read from a file.
   *
   * @throws IllegalArgumentException if labels or columns are not distinct, labels are not what the
   *     label column holds, or the scaling of numbers is not sound
   */
  void requireSound();

  /**
   * One output a class.
   *
   * @param column the label column
   * @param type its Spark type, such as {@code string} or {@code double}
   * @param labels the classes in the order of the outputs: strings, booleans, or whole numbers, in
   *     their natural order
   */
  record Classes(String column, String type, List<Object> labels) implements TargetEncoding {
    private static final Pattern TEXT =
        Pattern.compile("string( collate \\w+)?|(var)?char\\(\\d+\\)");

    private static final Pattern WHOLE_NUMBER =
        Pattern.compile("tinyint|smallint|int|bigint|float|double|decimal\\(\\d\\d?,\\d\\d?\\)");

    /**
     * Copies the list; whole numbers become {@code Long}, however they were read.
     *
     * @throws IllegalArgumentException if a number is not whole, or beyond 64 bits
     */
    public Classes {
      labels = labels.stream().map(Classes::label).toList();
    }

    private static Object label(Object label) {
      if (!(label instanceof Number number)) {
        return label;
      }
      boolean isWhole =
          number instanceof Long
              || number instanceof Integer
              || number instanceof Short
              || number instanceof Byte;
      Rules.require(isWhole, () -> "the label %s is no whole number of 64 bits".formatted(number));
      return number.longValue();
    }

    @Override
    public void requireSound() {
      Class<?> expected =
          type.equals("boolean")
              ? Boolean.class
              : TEXT.matcher(type).matches()
                  ? String.class
                  : WHOLE_NUMBER.matcher(type).matches() ? Long.class : Void.class;
      Rules.require(expected != Void.class, () -> "labels cannot have the type %s".formatted(type));
      for (Object label : labels) {
        Rules.require(
            expected.isInstance(label), () -> "the label %s is no %s".formatted(label, type));
      }
      Rules.requireDistinct("the labels", labels);
    }

    /**
     * The most probable class of one example, the first of equals.
     *
     * @param outputs holds the network's outputs for it, from element {@code from} on
     * @param n number of classes
     */
    public static int mostProbable(float[] outputs, int from, int n) {
      int best = 0;
      for (int i = 1; i < n; i++) {
        if (outputs[from + i] > outputs[from + best]) {
          best = i;
        }
      }
      return best;
    }

    @Override
    public List<String> columns() {
      return List.of(column);
    }

    @Override
    public int outputs() {
      return labels.size();
    }

    @Override
    public int storedWidth() {
      return 1;
    }
  }

  /**
   * One output a target column.
   *
   * @param columns the target columns
   * @param scale how targets were scaled; predictions are scaled back
   */
  record Numbers(List<String> columns, LinearScale scale) implements TargetEncoding {
    /** Copies the list. */
    public Numbers {
      columns = List.copyOf(columns);
    }

    @Override
    public void requireSound() {
      Rules.requireDistinct("the targets", columns);
      scale.requireSound("the targets", columns.size());
    }

    /** A prediction of target {@code i} in the units of the data. */
    public double unscaled(int i, float output) {
      return output * scale.divisor().get(i) + scale.offset().get(i);
    }

    @Override
    public int outputs() {
      return columns.size();
    }

    @Override
    public int storedWidth() {
      return columns.size();
    }
  }
}
