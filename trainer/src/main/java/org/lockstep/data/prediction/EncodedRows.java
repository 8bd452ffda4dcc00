package org.lockstep.data.prediction;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;
import org.lockstep.Problems;
import org.lockstep.UserException;
import org.lockstep.data.column.ColumnSelection;
import org.lockstep.data.column.RowEncoder;
import org.lockstep.data.column.RowSplit;
import org.lockstep.data.column.TableColumns;
import org.lockstep.data.survey.RowsUsed;
import org.lockstep.data.survey.SurveyedTable;
import org.lockstep.data.survey.TableSurvey;
import org.lockstep.data.table.Table;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.row.RowBuffer;

/** The rows of a table as inputs of a network; needs no labels. */
public final class EncodedRows {
  private final TableColumns columns;
  private final Encoding encoding;
  private final RowsUsed used;

  private EncodedRows(TableColumns columns, Encoding encoding, RowsUsed used) {
    this.columns = columns;
    this.encoding = encoding;
    this.used = used;
  }

  /**
   * Reads and checks a whole table.
   *
   * @throws UserException if it does not fit the encoding, has values that are missing or cannot be
   *     encoded, or no rows that are not left out
   */
  public static EncodedRows of(Table table, Encoding encoding) {
    TableColumns columns = ColumnSelection.toPredict(table, encoding);
    return new EncodedRows(columns, encoding, checked(columns, encoding));
  }

  /**
   * Reads and checks the feature columns of a whole table.
   *
   * @return which rows are left out, and which values are filled in
   * @throws UserException if it has values that are missing or cannot be encoded
   */
  static RowsUsed checked(TableColumns columns, Encoding encoding) {
    TableSurvey survey = TableSurvey.of(columns, false, RowSplit.NONE);
    if (survey.rows() > 0) {
      survey.check(columns, Problems.thrown());
      SurveyedTable.requireWidths(survey, encoding, columns.table().path());
    }
    return RowsUsed.of(columns, survey, encoding);
  }

  /** Which rows are left out, and which values are filled in. */
  public RowsUsed used() {
    return used;
  }

  /** The table. */
  public Table table() {
    return columns.table();
  }

  /** The column of a feature as the table has it. */
  public StructField column(int feature) {
    return columns.features().get(feature);
  }

  /** The inputs of each row, in an array of its own. */
  public JavaRDD<float[]> inputs() {
    RowEncoder encoder = new RowEncoder(encoding, columns.plans());
    return columns.rows().toJavaRDD().mapPartitions(rows -> new Encoded(rows, encoder));
  }

  /** The rows that are not left out. */
  private static final class Encoded implements Iterator<float[]> {
    private final Iterator<InternalRow> rows;
    private final RowEncoder.Session encoder;
    private final RowBuffer buffer;
    private float @Nullable [] next;

    Encoded(Iterator<InternalRow> rows, RowEncoder encoder) {
      this.rows = rows;
      this.encoder = encoder.session();
      buffer = new RowBuffer(encoder.shape().usual());
    }

    @Override
    public boolean hasNext() {
      while (next == null && rows.hasNext()) {
        buffer.clear();
        if (encoder.encode(rows.next(), buffer)) {
          next = buffer.copy();
        }
      }
      return next != null;
    }

    @Override
    public float[] next() {
      float[] x = hasNext() ? next : null;
      if (x == null) {
        throw new NoSuchElementException();
      }
      next = null;
      return x;
    }
  }
}
