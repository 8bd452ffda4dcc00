package org.lockstep.data.column;

import java.io.Serializable;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.lockstep.encoding.DateColumn;
import org.lockstep.encoding.DateEncoding;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.OneHotColumn;
import org.lockstep.encoding.Unseen;
import org.lockstep.settings.CategorySettings;
import org.lockstep.settings.EncodingSettings;

/**
 * How a feature column is to be read, before its values are known: by the settings, or as a model
 * has it.
 *
 * @param type its Spark type
 * @param kind what it holds
 * @param missing what becomes of null and NaN
 * @param categories how words become inputs
 * @param dates how dates become inputs
 * @param known the words that a model knows; empty if there is no model, or it takes any
 */
public record FeaturePlan(
    DataType type,
    FeatureKind kind,
    Missing missing,
    CategorySettings categories,
    DateEncoding dates,
    Set<String> known)
    implements Serializable {
  /** By the settings. */
  public static FeaturePlan of(StructField field, EncodingSettings settings) {
    FeatureKind kind = FeatureKind.of(field.dataType()).orElseThrow();
    return new FeaturePlan(
        field.dataType(),
        kind,
        kind == FeatureKind.WORDS ? settings.categories().missing() : settings.missing(),
        settings.categories(),
        settings.dates().orElse(DateEncoding.DAYS),
        Set.of());
  }

  /** As a model has it. */
  public static FeaturePlan of(StructField field, FeatureColumn column) {
    CategorySettings any = CategorySettings.DEFAULT;
    return new FeaturePlan(
        field.dataType(),
        FeatureKind.of(column),
        column.missing(),
        column instanceof OneHotColumn words
            ? new CategorySettings(
                any.maxLevels(), any.hashBuckets(), words.unseen(), words.missing())
            : any,
        column instanceof DateColumn date ? date.encoding() : DateEncoding.DAYS,
        column instanceof OneHotColumn words ? Set.copyOf(words.levels()) : Set.of());
  }

  /** Whether a model does not know a word. */
  public boolean isUnseen(String word) {
    return !known.isEmpty() && !known.contains(word);
  }

  /** Whether a row with this word is left out. */
  boolean skips(String word) {
    return categories.unseen() == Unseen.SKIP && isUnseen(word);
  }

  /** Numbers that a row adds to the statistics of a column of dates. */
  int dateWidth() {
    return dates.inputs(hasTime());
  }

  boolean hasTime() {
    return DateColumn.hasTime(type.simpleString());
  }
}
