package org.lockstep.encoding;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.lockstep.encoding.curve.PredictionRange;

/** The meaning of the outputs of the network: classes, or numbers. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "task")
@JsonSubTypes({
  @JsonSubTypes.Type(value = TargetEncoding.Classes.class, name = "classification"),
  @JsonSubTypes.Type(value = TargetEncoding.Numbers.class, name = "regression")
})
public sealed interface TargetEncoding extends Serializable {
  /** Classification or regression. */
  @JsonIgnore
  default Task task() {
    return this instanceof Classes ? Task.CLASSIFICATION : Task.REGRESSION;
  }

  /** The label column or the target columns. */
  List<String> columns();

  /** Outputs of the network. */
  int outputs();

  /** How rows with a missing label or target are treated. */
  MissingLabel missing();

  /** The same target with another treatment of missing labels. */
  TargetEncoding with(MissingLabel other);

  /** Floats of an example's target: 1 for the class index, or the number of scaled targets. */
  int storedWidth();

  /**
   * Checks a target that was read from a file.
   *
   * @throws IllegalArgumentException if labels or columns are not distinct, labels are not what the
   *     label column holds, or the scaling of numbers is not sound
   */
  void requireSound();

  /**
   * Classes, one output for each.
   *
   * @param column the label column
   * @param type its Spark type, such as {@code string} or {@code double}
   * @param labels the classes in the order of the outputs: strings, booleans, or whole numbers, in
   *     their natural order
   * @param missing how rows without a label are treated; {@link MissingLabel#ERROR} in models that
   *     do not record it
   * @param positive the class that the metrics of one class are of, one of the labels; null in
   *     models that do not record it, and if there is none of more than two
   * @param threshold the probability from which on the positive class of two is predicted; null to
   *     predict the most probable class
   */
  record Classes(
      String column,
      String type,
      List<Object> labels,
      @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = MissingLabel.OrError.class)
          @JsonSetter(nulls = Nulls.SET)
          MissingLabel missing,
      @JsonInclude(JsonInclude.Include.NON_NULL) @JsonSetter(nulls = Nulls.SET)
          @Nullable Object positive,
      @JsonInclude(JsonInclude.Include.NON_NULL) @JsonSetter(nulls = Nulls.SET)
          @Nullable Float threshold)
      implements TargetEncoding {
    private static final Pattern TEXT =
        Pattern.compile("string( collate \\w+)?|(var)?char\\(\\d+\\)");

    private static final Pattern WHOLE_NUMBER =
        Pattern.compile("tinyint|smallint|int|bigint|float|double|decimal\\(\\d\\d?,\\d\\d?\\)");

    /**
     * Copies the list; whole numbers become {@code Long}, however they were read.
     *
     * @throws IllegalArgumentException if a number is not whole, or beyond 64 bits
     */
    public Classes(
        String column,
        String type,
        List<Object> labels,
        @Nullable MissingLabel missing,
        @Nullable Object positive,
        @Nullable Float threshold) {
      this.column = column;
      this.type = type;
      this.labels = labels.stream().map(Classes::label).toList();
      this.missing = missing == null ? MissingLabel.ERROR : missing;
      this.positive = positive == null ? null : label(positive);
      this.threshold = threshold;
    }

    /** Classes of rows that all have a label, none of which is the positive one. */
    public Classes(String column, String type, List<Object> labels) {
      this(column, type, labels, MissingLabel.ERROR, null, null);
    }

    /** The same with another positive class. */
    public Classes withPositive(@Nullable Object other) {
      return new Classes(column, type, labels, missing, other, threshold);
    }

    /** The same with another threshold of the positive class; null for none. */
    public Classes withThreshold(@Nullable Float other) {
      return new Classes(column, type, labels, missing, positive, other);
    }

    /** The label whose threshold decides; empty if the most probable class is predicted. */
    public Optional<Object> thresholdLabel() {
      return threshold == null ? Optional.empty() : Optional.of(labels.get(decision().positive()));
    }

    /** Which class is predicted from the outputs of the network. */
    public Decision decision() {
      return new Decision(
          positiveIndex().orElse(-1), threshold == null ? Float.NaN : threshold.floatValue());
    }

    /**
     * The output of the positive class, which of two is the second if none is recorded; empty if
     * there is none.
     */
    public OptionalInt positiveIndex() {
      if (positive == null) {
        return labels.size() == 2 ? OptionalInt.of(1) : OptionalInt.empty();
      }
      return OptionalInt.of(labels.indexOf(positive));
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
      Rules.require(
          positive == null || labels.contains(positive),
          () -> "the positive class %s is no label".formatted(positive));
      Rules.require(
          threshold == null || (labels.size() == 2 && threshold > 0),
          () ->
              "a threshold %s of one of %d classes is not possible"
                  .formatted(threshold, labels.size()));
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

    @Override
    public Classes with(MissingLabel other) {
      return new Classes(column, type, labels, other, positive, threshold);
    }
  }

  /**
   * Numbers, one output for each: one for a column of numbers, one for each element of a column of
   * arrays or vectors.
   *
   * @param columns the target columns
   * @param scale of each number; predictions are scaled back
   * @param widths the number of elements of each column; empty if no column holds arrays
   * @param missing how rows without a target are treated; {@link MissingLabel#ERROR} in models that
   *     do not record it
   * @param transform of each number, before it is scaled; {@link Transform#NONE} in models that do
   *     not record it
   * @param range that predictions are clipped to; null for any number
   */
  record Numbers(
      List<String> columns,
      LinearScale scale,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
          List<Integer> widths,
      @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = MissingLabel.OrError.class)
          @JsonSetter(nulls = Nulls.SET)
          MissingLabel missing,
      @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = Transform.OrNone.class)
          @JsonSetter(nulls = Nulls.SET)
          Transform transform,
      @JsonInclude(JsonInclude.Include.NON_NULL) @JsonSetter(nulls = Nulls.SET)
          @Nullable PredictionRange range)
      implements TargetEncoding {
    /** Copies the lists. */
    public Numbers(
        List<String> columns,
        LinearScale scale,
        @Nullable List<Integer> widths,
        @Nullable MissingLabel missing,
        @Nullable Transform transform,
        @Nullable PredictionRange range) {
      this.columns = List.copyOf(columns);
      this.scale = scale;
      this.widths = widths == null ? List.of() : List.copyOf(widths);
      this.missing = missing == null ? MissingLabel.ERROR : missing;
      this.transform = transform == null ? Transform.NONE : transform;
      this.range = range;
    }

    /** Numbers whose predictions may be any. */
    public Numbers(
        List<String> columns,
        LinearScale scale,
        List<Integer> widths,
        MissingLabel missing,
        Transform transform) {
      this(columns, scale, widths, missing, transform, null);
    }

    /** Numbers as they are. */
    public Numbers(
        List<String> columns, LinearScale scale, List<Integer> widths, MissingLabel missing) {
      this(columns, scale, widths, missing, Transform.NONE, null);
    }

    /** Columns of numbers, in rows that all have them. */
    public Numbers(List<String> columns, LinearScale scale) {
      this(columns, scale, List.of(), MissingLabel.ERROR);
    }

    @Override
    public void requireSound() {
      Rules.requireDistinct("the targets", columns);
      Rules.require(
          widths.isEmpty() || widths.size() == columns.size(),
          () -> "%d widths for %d targets".formatted(widths.size(), columns.size()));
      widths.forEach(
          width -> Rules.require(width >= 1, () -> "a target has the width %d".formatted(width)));
      scale.requireSound("the targets", outputs());
      if (range != null) {
        range.requireSound(outputs());
      }
    }

    /** An output for number {@code i}, or a scaled target, in the units of the data. */
    public double unscaled(int i, double output) {
      return transform.inverse(output * scale.divisor().get(i) + scale.offset().get(i));
    }

    /** The prediction of number {@code i} in the units of the data, within the range. */
    public double predicted(int i, double output) {
      return range == null ? unscaled(i, output) : range.clip(i, unscaled(i, output));
    }

    /** An output for number {@code i}, clipped to the range in scaled units. */
    public float clipped(int i, float output) {
      return range == null
          ? output
          : range.clip(i, output, y -> (float) scale.scaled(i, transform.of(y)));
    }

    /**
     * The scale of the numbers that metrics are computed from: {@link #scale}, if numbers are only
     * scaled; none if they are transformed, since they are brought back one by one then.
     */
    public LinearScale metricScale() {
      return transform == Transform.NONE
          ? scale
          : new LinearScale(
              Collections.nCopies(outputs(), 0.0), Collections.nCopies(outputs(), 1.0));
    }

    /** Numbers of a row in the target column {@code t}. */
    public int width(int t) {
      return widths.isEmpty() ? 1 : widths.get(t);
    }

    /** Whether a prediction is a list of numbers, and not one number. */
    public boolean areSeveral() {
      return !widths.isEmpty() || columns.size() > 1;
    }

    /** The names of the outputs: the column, for an array with the index, such as {@code y[0]}. */
    public List<String> outputNames() {
      List<String> names = new ArrayList<>();
      for (int t = 0; t < columns.size(); t++) {
        for (int i = 0; i < width(t); i++) {
          names.add(width(t) == 1 ? columns.get(t) : "%s[%d]".formatted(columns.get(t), i));
        }
      }
      return names;
    }

    @Override
    public int outputs() {
      return widths.isEmpty() ? columns.size() : widths.stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public int storedWidth() {
      return outputs();
    }

    @Override
    public Numbers with(MissingLabel other) {
      return new Numbers(columns, scale, widths, other, transform, range);
    }

    /** The same with predictions clipped to a range. */
    public Numbers within(PredictionRange other) {
      return new Numbers(columns, scale, widths, missing, transform, other);
    }
  }
}
