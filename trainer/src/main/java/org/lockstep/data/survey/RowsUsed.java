package org.lockstep.data.survey;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lockstep.data.column.TableColumns;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.Missing;

/**
 * What became of the rows of a table that a model has read.
 *
 * @param lacking rows that were left out since they lack a value or have a word that is new
 * @param unlabelled other rows that were left out since they have no label
 * @param filled missing values that the training mean stands for, without an input that says so:
 *     how many in each column that has any
 */
public record RowsUsed(long lacking, long unlabelled, Map<String, Long> filled) {
  /** Copies the map. */
  public RowsUsed {
    filled = Collections.unmodifiableMap(new LinkedHashMap<>(filled));
  }

  public static RowsUsed of(TableColumns columns, TableSurvey survey, Encoding encoding) {
    Map<String, Long> filled = new LinkedHashMap<>();
    List<FeatureColumn> features = encoding.features();
    for (int c = 0; c < features.size(); c++) {
      ColumnSurvey column = survey.column(c);
      if (features.get(c).missing() == Missing.MEAN && column.missing + column.nan > 0) {
        filled.put(columns.featureNames().get(c), column.missing + column.nan);
      }
    }
    return new RowsUsed(survey.skipped(), survey.unlabelled(), filled);
  }
}
