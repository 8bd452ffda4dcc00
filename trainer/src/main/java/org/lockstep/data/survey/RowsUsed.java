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
 * Counts of the rows that a model skips, and of the missing values that it fills in.
 *
 * @param lacking rows that are skipped because a value is missing or a word is unknown
 * @param unlabelled other rows that are skipped because the label is missing
 * @param filled by column, the missing values that are replaced by the mean of the training rows
 *     without a missing-value indicator; columns without any are left out
 */
public record RowsUsed(long lacking, long unlabelled, Map<String, Long> filled) {
  /** Copies the map. */
  public RowsUsed {
    filled = Collections.unmodifiableMap(new LinkedHashMap<>(filled));
  }

  /** Takes the counts from the survey of a table. */
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
