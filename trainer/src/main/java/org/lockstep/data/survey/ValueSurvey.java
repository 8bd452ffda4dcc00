package org.lockstep.data.survey;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.column.ColumnReader;
import org.lockstep.data.column.LabelReader;
import org.lockstep.data.column.TableColumns;

/**
 * The different values of every column that can be a label, and how many rows have each, from one
 * pass over a table. Up to the limit of what is kept the counts are exact; above it only that there
 * are more is known. Neither depends on the order of the rows or on partitions.
 *
 * <p>Memory: at most {@link #KEPT_IN_ALL} values, or {@link #FEWEST_KEPT} for each column if there
 * are very many columns.
 */
final class ValueSurvey implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Limit of the values of one column: more classes than a label may have. */
  private static final int MOST_KEPT = 10_000;

  private static final int KEPT_IN_ALL = 500_000;
  private static final int FEWEST_KEPT = 50;

  private final List<Values> columns;

  /** The values of one column. */
  static final class Values implements Serializable {
    private static final long serialVersionUID = 1L;
    private final Map<Object, Long> counts = new HashMap<>();
    private final int kept;
    private long missing;
    private long fractions;
    private long words;

    Values(int kept) {
      this.kept = kept;
    }

    private void add(@Nullable Object value) {
      if (value == null) {
        missing++;
        return;
      }
      fractions += value instanceof LabelReader.Fraction ? 1 : 0;
      words += value instanceof String ? 1 : 0;
      count(value, 1);
    }

    private void count(Object value, long rows) {
      if (counts.size() <= kept || counts.containsKey(value)) {
        counts.merge(value, rows, Long::sum);
      }
    }

    private void add(Values other) {
      other.counts.forEach(this::count);
      missing += other.missing;
      fractions += other.fractions;
      words += other.words;
    }

    /** How many different values there are; above the limit some number above it. */
    TableOverview.Levels levels() {
      return new TableOverview.Levels(counts.size(), fractions == 0);
    }

    /** Rows with null or NaN. */
    long missing() {
      return missing;
    }

    /** Whether the values look like ids; more than are kept are ids if they are words. */
    boolean isLikeId(long rows) {
      return counts.size() > kept ? words > 0 : Labels.isLikeId(counts, rows - missing);
    }
  }

  private ValueSurvey(List<Values> columns) {
    this.columns = columns;
  }

  /**
   * Surveys the feature columns of a table.
   *
   * @return the values of each column by its name; columns of arrays and dates have none
   */
  static Map<String, Values> of(TableColumns table) {
    Reader reader = new Reader(table.features());
    ValueSurvey survey = table.table().checking(() -> reader.of(table));
    Map<String, Values> values = new HashMap<>();
    int next = 0;
    for (StructField field : table.features()) {
      if (canBeLabel(field.dataType())) {
        values.put(field.name(), survey.columns.get(next++));
      }
    }
    return values;
  }

  private static boolean canBeLabel(DataType type) {
    return type instanceof StringType || ColumnReader.isNumber(type);
  }

  private ValueSurvey add(ValueSurvey other) {
    for (int c = 0; c < columns.size(); c++) {
      columns.get(c).add(other.columns.get(c));
    }
    return this;
  }

  /** Surveys the rows of a task. */
  private static final class Reader implements RowAggregate<ValueSurvey> {
    private static final long serialVersionUID = 1L;

    /** Of each column; null for those that are not surveyed. */
    private final ArrayList<@Nullable LabelReader> readers = new ArrayList<>();

    private final int kept;

    Reader(List<StructField> fields) {
      fields.forEach(
          field ->
              readers.add(canBeLabel(field.dataType()) ? new LabelReader(field.dataType()) : null));
      int columns = Math.max(1, fields.size());
      kept = Math.max(FEWEST_KEPT, Math.min(MOST_KEPT, KEPT_IN_ALL / columns));
    }

    @Override
    public Class<ValueSurvey> type() {
      return ValueSurvey.class;
    }

    @Override
    public ValueSurvey add(ValueSurvey one, ValueSurvey other) {
      return one.add(other);
    }

    @Override
    public ValueSurvey read(Iterator<InternalRow> rows) {
      List<Values> columns = new ArrayList<>();
      readers.stream().filter(Objects::nonNull).forEach(reader -> columns.add(new Values(kept)));
      while (rows.hasNext()) {
        InternalRow row = rows.next();
        int next = 0;
        for (int c = 0; c < readers.size(); c++) {
          LabelReader reader = readers.get(c);
          if (reader != null) {
            columns.get(next++).add(reader.read(row, c));
          }
        }
      }
      return new ValueSurvey(columns);
    }
  }
}
