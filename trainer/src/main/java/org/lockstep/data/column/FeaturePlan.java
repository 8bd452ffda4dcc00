package org.lockstep.data.column;

import java.io.Serializable;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.lockstep.encoding.DateColumn;
import org.lockstep.encoding.DateEncoding;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.NumberColumn;
import org.lockstep.encoding.SparseColumn;
import org.lockstep.encoding.Transform;
import org.lockstep.encoding.Unseen;
import org.lockstep.settings.data.CategorySettings;
import org.lockstep.settings.data.EncodingSettings;

/**
 * How a feature column is read, by the settings or by the encoding of a model.
 *
 * @param type its Spark type
 * @param kind of its values
 * @param numbers what becomes of its numbers
 * @param categories how words are encoded
 * @param dates how dates are encoded
 * @param known the words that a model knows; empty without a model, or if it accepts any word
 */
public record FeaturePlan(
    DataType type,
    FeatureKind kind,
    Numbers numbers,
    CategorySettings categories,
    DateEncoding dates,
    Set<String> known)
    implements Serializable {
  /**
   * What becomes of missing values and of numbers.
   *
   * @param missing how null and NaN are treated
   * @param transform of each number
   * @param needsQuantiles whether quantiles of the numbers are needed
   * @param denseUpTo the longest vectors of which zeros are kept too
   */
  public record Numbers(Missing missing, Transform transform, boolean needsQuantiles, int denseUpTo)
      implements Serializable {}

  /** The plan by the settings. */
  public static FeaturePlan of(StructField field, EncodingSettings settings) {
    FeatureKind kind = FeatureKind.of(field.dataType()).orElseThrow();
    EncodingSettings.Column own = settings.of(field.name());
    Missing usual =
        kind == FeatureKind.WORDS ? settings.categories().missing() : settings.missing();
    return new FeaturePlan(
        field.dataType(),
        kind,
        new Numbers(
            own.missing().orElse(usual),
            own.transform(),
            settings.scalingOf(field.name()).needsQuantiles(),
            own.denseUpTo()),
        settings.categories(),
        settings.dates().orElse(DateEncoding.DAYS),
        Set.of());
  }

  /** The plan by the encoding of a model. */
  public static FeaturePlan of(StructField field, FeatureColumn column) {
    CategorySettings any = CategorySettings.DEFAULT;
    return new FeaturePlan(
        field.dataType(),
        FeatureKind.of(column),
        new Numbers(
            column.missing(),
            column instanceof NumberColumn numbers ? numbers.transform() : Transform.NONE,
            false,
            column instanceof SparseColumn ? 0 : Integer.MAX_VALUE),
        column instanceof FeatureColumn.OfLevels words
            ? new CategorySettings(
                any.maxLevels(), any.hashBuckets(), words.unseen(), words.missing())
            : any,
        column instanceof DateColumn date ? date.encoding() : DateEncoding.DAYS,
        column instanceof FeatureColumn.OfLevels words ? Set.copyOf(words.levels()) : Set.of());
  }

  /** How null and NaN are treated. */
  public Missing missing() {
    return numbers.missing();
  }

  /** The transform of each number. */
  public Transform transform() {
    return numbers.transform();
  }

  /** Whether only the numbers that are not 0 are kept of vectors of this length. */
  public boolean isSparse(int width) {
    return width > numbers.denseUpTo() && ColumnReader.readsVectors(type);
  }

  /** The number of the first inputs whose quantiles are needed: all numbers, or a date's days. */
  public int ranked(int width) {
    return !numbers.needsQuantiles() ? 0 : kind == FeatureKind.DATES ? 1 : width;
  }

  /** Whether the model does not know a word. */
  public boolean isUnseen(String word) {
    return !known.isEmpty() && !known.contains(word);
  }

  /** Whether rows with this word are skipped. */
  boolean skips(String word) {
    return categories.unseen() == Unseen.SKIP && isUnseen(word);
  }

  /** The number of inputs that a date is encoded as. */
  int dateWidth() {
    return dates.inputs(hasTime());
  }

  boolean hasTime() {
    return DateColumn.hasTime(type.simpleString());
  }
}
