package org.lockstep.jobs.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lockstep.encoding.DateColumn;
import org.lockstep.encoding.EmbeddedColumn;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.HashedColumn;
import org.lockstep.encoding.NumberColumn;
import org.lockstep.encoding.OneHotColumn;
import org.lockstep.encoding.SparseColumn;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.Transform;
import org.lockstep.encoding.curve.PredictionRange;

/** Formats the encoding of a model as JSON. */
final class EncodingReport {
  private EncodingReport() {}

  /** What becomes of each feature column. */
  static List<Map<String, Object>> features(Encoding encoding) {
    List<Map<String, Object>> features = new ArrayList<>();
    int from = 0;
    for (FeatureColumn column : encoding.features()) {
      int to = from + column.inputs();
      Map<String, Object> feature = new LinkedHashMap<>();
      feature.put("column", column.name());
      feature.put("type", column.type());
      feature.put("inputs", column.inputs());
      if (column instanceof SparseColumn sparse) {
        feature.put("sparse-inputs", sparse.size());
        feature.put("sparse-divisor", sparse.divisor());
      }
      feature.put("encoding", kind(column));
      feature.put("missing", column.missing().settingsName());
      if (column instanceof NumberColumn numbers && numbers.transform() != Transform.NONE) {
        feature.put("transform", numbers.transform().settingsName());
      }
      if (column instanceof FeatureColumn.OfLevels words) {
        feature.put("levels", words.levels());
        feature.put("unseen", words.unseen().settingsName());
      }
      feature.put("offset", encoding.scale().offset().subList(from, to));
      feature.put("divisor", encoding.scale().divisor().subList(from, to));
      if (!encoding.curves().quantiles().isEmpty()) {
        feature.put("quantiles", encoding.curves().quantiles().subList(from, to));
      }
      if (encoding.curves().smoothClipOf(from) > 0) {
        feature.put("smooth-clip", encoding.curves().smoothClipOf(from));
      }
      features.add(feature);
      from = to;
    }
    return features;
  }

  /** The kind of a column's inputs. */
  static String kind(FeatureColumn column) {
    if (column instanceof OneHotColumn) {
      return "one-hot";
    } else if (column instanceof HashedColumn) {
      return "hashed";
    } else if (column instanceof EmbeddedColumn) {
      return "embedded";
    } else if (column instanceof SparseColumn) {
      return "sparse";
    }
    return column instanceof DateColumn date ? date.encoding().settingsName() : "numbers";
  }

  /** What the outputs mean. */
  static Map<String, @Nullable Object> target(TargetEncoding encoding) {
    Map<String, @Nullable Object> target = new LinkedHashMap<>();
    target.put("task", encoding.task().settingsName());
    target.put("columns", encoding.columns());
    target.put("missing", encoding.missing().settingsName());
    if (encoding instanceof TargetEncoding.Classes classes) {
      target.put("type", classes.type());
      target.put("labels", classes.labels());
      classes
          .thresholdLabel()
          .ifPresent(
              label -> {
                target.put("positive-class", label);
                target.put("threshold", classes.threshold());
              });
    } else if (encoding instanceof TargetEncoding.Numbers numbers) {
      if (!numbers.widths().isEmpty()) {
        target.put("widths", numbers.widths());
      }
      if (numbers.transform() != Transform.NONE) {
        target.put("transform", numbers.transform().settingsName());
      }
      target.put("offset", numbers.scale().offset());
      target.put("divisor", numbers.scale().divisor());
      PredictionRange range = numbers.range();
      if (range != null) {
        target.put("least", range.least());
        target.put("most", range.most());
      }
    }
    return target;
  }
}
