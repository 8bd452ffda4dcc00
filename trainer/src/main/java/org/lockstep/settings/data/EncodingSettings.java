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
 * @param scaling of the numbers of features, each on its own
 * @param missing how null and NaN are treated in columns of numbers and of dates
 * @param categories how words are encoded
 * @param dates how dates and timestamps become numbers; empty to refuse them
 * @param columns what is set for single feature columns, by their names
 * @param targetTransform of the targets of a regression
 */
public record EncodingSettings(
    Scaling scaling,
    Missing missing,
    CategorySettings categories,
    Optional<DateEncoding> dates,
    SortedMap<String, Column> columns,
    Transform targetTransform) {
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
   * What is set for one column.
   *
   * @param transform of its numbers
   * @param missing how its missing values are treated, in place of what is set for all columns
   * @param scaling in place of that of all columns
   */
  public record Column(Transform transform, Optional<Missing> missing, Optional<Scaling> scaling) {
    /** What a column has for which nothing is set. */
    public static final Column USUAL =
        new Column(Transform.NONE, Optional.empty(), Optional.empty());
  }

  /** Copies the map. */
  public EncodingSettings {
    columns = Collections.unmodifiableSortedMap(new TreeMap<>(columns));
  }

  /** The same for all columns, and targets as they are. */
  public EncodingSettings(
      Scaling scaling, Missing missing, CategorySettings categories, Optional<DateEncoding> dates) {
    this(scaling, missing, categories, dates, new TreeMap<>(), Transform.NONE);
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
    return of(name).scaling().orElse(scaling);
  }

  /** The same with another scaling. */
  public EncodingSettings withScaling(Scaling other) {
    return new EncodingSettings(other, missing, categories, dates, columns, targetTransform);
  }

  /** The same with another treatment of missing numbers and dates. */
  public EncodingSettings withMissing(Missing other) {
    return new EncodingSettings(scaling, other, categories, dates, columns, targetTransform);
  }

  /** The same with another treatment of words. */
  public EncodingSettings withCategories(CategorySettings other) {
    return new EncodingSettings(scaling, missing, other, dates, columns, targetTransform);
  }

  /** The same with another encoding of dates. */
  public EncodingSettings withDates(Optional<DateEncoding> other) {
    return new EncodingSettings(scaling, missing, categories, other, columns, targetTransform);
  }

  /** The same with other settings of single columns. */
  public EncodingSettings withColumns(SortedMap<String, Column> other) {
    return new EncodingSettings(scaling, missing, categories, dates, other, targetTransform);
  }

  /** The same with another transform of the targets. */
  public EncodingSettings withTargetTransform(Transform other) {
    return new EncodingSettings(scaling, missing, categories, dates, columns, other);
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
    List<String> known = List.of("transform", "missing", "scaling");
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
        one(name, block, "scaling", DataKeys.SCALING.type()));
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
