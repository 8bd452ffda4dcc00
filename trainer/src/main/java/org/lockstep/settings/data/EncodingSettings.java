package org.lockstep.settings.data;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lockstep.encoding.DateEncoding;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.Scaling;
import org.lockstep.encoding.Transform;
import org.lockstep.settings.value.NearestName;
import org.lockstep.settings.value.Plain;
import org.lockstep.settings.value.Shape;
import org.lockstep.settings.value.ValueType;
import org.lockstep.settings.value.Values;
import org.lockstep.settings.value.WrongValueException;

/**
 * How the columns become numbers.
 *
 * @param numbers how numbers are encoded
 * @param categories how words are encoded
 * @param dates how dates and timestamps become numbers; empty to refuse them
 * @param columns what is set for single feature columns, by their names
 * @param targets what becomes of the targets of a regression and of its predictions
 */
public record EncodingSettings(
    Numbers numbers,
    CategorySettings categories,
    Optional<DateEncoding> dates,
    SortedMap<String, Column> columns,
    Targets targets) {
  private static final String BLOCK =
      "a block of columns, such as { price { transform = log1p, missing = mean, scaling = none } }";

  /** The type of a transform. */
  private static final ValueType<Transform> TRANSFORM =
      Values.oneOf(List.of(Transform.values()), Transform::settingsName);

  /** The type of the setting of single columns. */
  static final ValueType<SortedMap<String, Column>> COLUMNS =
      Values.any(
          Shape.TEXT, BLOCK, "{\"price\": {\"transform\": \"log1p\"}}", EncodingSettings::columns);

  /** The defaults. */
  public static final EncodingSettings DEFAULT =
      new EncodingSettings(
          DataKeys.SCALING.usualValue(),
          DataKeys.MISSING.usualValue(),
          CategorySettings.DEFAULT,
          DataKeys.DATES.usualValue());

  /**
   * How numbers are encoded.
   *
   * @param scaling of the numbers of features, each on its own
   * @param smoothClip the bound of each number after it is scaled; empty for none
   * @param missing how null and NaN are treated in columns of numbers and of dates
   */
  public record Numbers(Scaling scaling, Optional<Double> smoothClip, Missing missing) {}

  /**
   * What becomes of the targets of a regression and of its predictions.
   *
   * @param transform of the targets
   * @param clipped whether predictions are clipped to the range of the targets
   */
  public record Targets(Transform transform, boolean clipped) {
    /** Targets as they are, and any prediction. */
    public static final Targets USUAL = new Targets(Transform.NONE, false);
  }

  /**
   * What is set for one column.
   *
   * @param transform of its numbers
   * @param missing how its missing values are treated, in place of what is set for all columns
   * @param scaling in place of that of all columns
   * @param sparse whether only the numbers that are not 0 are kept of its vectors; empty to decide
   *     it by their length
   */
  public record Column(
      Transform transform,
      Optional<Missing> missing,
      Optional<Scaling> scaling,
      Optional<Boolean> sparse) {
    /** Vectors above this length are kept sparse, unless it is set. */
    public static final int DENSE_UP_TO = 16_384;

    /** What a column has for which nothing is set. */
    public static final Column USUAL =
        new Column(Transform.NONE, Optional.empty(), Optional.empty());

    /** A column whose vectors are kept sparse if they are long. */
    public Column(Transform transform, Optional<Missing> missing, Optional<Scaling> scaling) {
      this(transform, missing, scaling, Optional.empty());
    }

    /** The longest vectors of which zeros are kept too. */
    public int denseUpTo() {
      return sparse.map(is -> is ? 0 : Integer.MAX_VALUE).orElse(DENSE_UP_TO);
    }
  }

  /** Copies the map. */
  public EncodingSettings {
    columns = Collections.unmodifiableSortedMap(new TreeMap<>(columns));
  }

  /** The same for all columns, and targets as they are. */
  public EncodingSettings(
      Scaling scaling, Missing missing, CategorySettings categories, Optional<DateEncoding> dates) {
    this(
        new Numbers(scaling, Optional.empty(), missing),
        categories,
        dates,
        new TreeMap<>(),
        Targets.USUAL);
  }

  /** The scaling of the numbers of features, each on its own. */
  public Scaling scaling() {
    return numbers.scaling();
  }

  /** How null and NaN are treated in columns of numbers and of dates. */
  public Missing missing() {
    return numbers.missing();
  }

  /** The transform of the targets of a regression. */
  public Transform targetTransform() {
    return targets.transform();
  }

  /** What is set for a column; its name may differ in upper and lower case. */
  public Column of(String name) {
    Column exact = columns.get(name);
    return exact != null
        ? exact
        : columns.entrySet().stream()
            .filter(entry -> entry.getKey().equalsIgnoreCase(name))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(Column.USUAL);
  }

  /** The scaling of a column. */
  public Scaling scalingOf(String name) {
    return of(name).scaling().orElse(scaling());
  }

  /** The same with another scaling. */
  public EncodingSettings withScaling(Scaling other) {
    return with(new Numbers(other, numbers.smoothClip(), missing()));
  }

  /** The same with another treatment of missing numbers and dates. */
  public EncodingSettings withMissing(Missing other) {
    return with(new Numbers(scaling(), numbers.smoothClip(), other));
  }

  /** The same with another bound of scaled numbers. */
  public EncodingSettings withSmoothClip(Optional<Double> other) {
    return with(new Numbers(scaling(), other, missing()));
  }

  private EncodingSettings with(Numbers other) {
    return new EncodingSettings(other, categories, dates, columns, targets);
  }

  /** The same with another treatment of words. */
  public EncodingSettings withCategories(CategorySettings other) {
    return new EncodingSettings(numbers, other, dates, columns, targets);
  }

  /** The same with another encoding of dates. */
  public EncodingSettings withDates(Optional<DateEncoding> other) {
    return new EncodingSettings(numbers, categories, other, columns, targets);
  }

  /** The same with other settings of single columns. */
  public EncodingSettings withColumns(SortedMap<String, Column> other) {
    return new EncodingSettings(numbers, categories, dates, other, targets);
  }

  /** The same with another transform of the targets. */
  public EncodingSettings withTargetTransform(Transform other) {
    return withTargets(new Targets(other, targets.clipped()));
  }

  /** The same with another treatment of targets and predictions. */
  public EncodingSettings withTargets(Targets other) {
    return new EncodingSettings(numbers, categories, dates, columns, other);
  }

  private static SortedMap<String, Column> columns(Object plain) {
    String rule = "it must be " + BLOCK;
    if (!(Values.withBlock(plain, rule) instanceof Map<?, ?> byName)) {
      throw new WrongValueException(rule);
    }
    SortedMap<String, Column> columns = new TreeMap<>();
    byName.forEach((name, settings) -> columns.put(String.valueOf(name), column(name, settings)));
    return columns;
  }

  private static Column column(Object name, Object plain) {
    if (!(plain instanceof Map<?, ?> block)) {
      throw new WrongValueException(
          "%s must have a block, such as { transform = log1p }".formatted(name));
    }
    List<String> known = List.of("transform", "missing", "scaling", "sparse");
    for (Object key : block.keySet()) {
      if (!known.contains(String.valueOf(key))) {
        throw new WrongValueException(
            "%s has %s, which is none of %s; the nearest is %s"
                .formatted(
                    name,
                    key,
                    String.join(", ", known),
                    NearestName.of(String.valueOf(key), known)));
      }
    }
    return new Column(
        one(name, block, "transform", TRANSFORM).orElse(Transform.NONE),
        one(name, block, "missing", DataKeys.MISSING.type()),
        one(name, block, "scaling", DataKeys.SCALING.type()),
        one(name, block, "sparse", Values.flag()));
  }

  private static <T> Optional<T> one(Object name, Map<?, ?> block, String key, ValueType<T> type) {
    Object value = block.get(key);
    try {
      return value == null ? Optional.empty() : Optional.of(type.parse(value));
    } catch (WrongValueException e) {
      throw new WrongValueException(
          "%s of %s is %s; %s".formatted(key, name, Plain.text(value), e.rule()));
    }
  }
}
